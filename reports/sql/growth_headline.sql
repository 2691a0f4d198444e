-- How much has demand for each role grown? On matched boards only. The raw count stands beside it, not to be trusted.
select
    role, measure, period_from, period_to, n_weeks, growth_share, growth_low, growth_high, round(growth_as_read_share, 4) as growth_as_read_share, naive_growth_share,
    n_boards, n_employers, n_boards_held, round(growth_with_held_share, 4) as growth_with_held_share, is_year_on_year, note
from mart_growth_headline
order by measure desc, role
