-- Which employers have the most openings for the three roles?
select
    any_value(employer) as employer,
    sum(case when role = 'ai_engineer' then n_open_openings else 0 end)::bigint as ai_engineer,
    sum(case when role = 'ml_engineer' then n_open_openings else 0 end)::bigint as ml_engineer,
    sum(case when role = 'data_scientist' then n_open_openings else 0 end)::bigint as data_scientist,
    sum(n_open_openings)::bigint as n_open_openings,
    sum(n_open_postings)::bigint as n_open_postings,
    sum(n_new_28d)::bigint as n_new_28d,
    len(list_distinct(flatten(list(country_codes) filter (where country_codes is not null)))) as n_countries,
    min(first_seen_date) as first_seen_date
from mart_employer_demand
where role in ('ai_engineer', 'ml_engineer', 'data_scientist')
group by employer_key
having sum(n_open_openings) >= 3
order by n_open_openings desc, employer, employer_key
limit 60
