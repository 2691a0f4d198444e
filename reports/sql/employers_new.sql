-- Which employers posted most new openings in the last 28 days? A board's first look is not new.
select employer, role, n_new_28d, n_open_openings, n_open_postings, n_countries, has_pay_share, n_could_state_pay, first_seen_date
from mart_employer_demand
where role in ('ai_engineer', 'ml_engineer', 'data_scientist') and n_new_28d >= 3
order by n_new_28d desc, employer, role
limit 40
