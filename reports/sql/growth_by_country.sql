-- How much has demand for each role grown in one country, on matched boards? The country with most boards first.
select
    country_code, role, period_from, period_to, n_weeks, growth_share, growth_low, growth_high,
    round(growth_as_read_share, 4) as growth_as_read_share, n_boards, n_employers, is_year_on_year, note
from mart_growth_country
where exists (select * from mart_growth_country where growth_share is not null)
order by sum(n_boards) over (partition by country_code) desc, country_code, role
