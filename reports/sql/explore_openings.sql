-- Which openings does a narrower selection count? Those of mart_opening, role by role as long as the page can hold them: the three roles in focus first.
with sized as (
    select role, count(*) as n
    from mart_opening
    group by role
),

held as (
    select
        role,
        sum(n) over (
            order by role in ('ai_engineer', 'ml_engineer', 'data_scientist') desc, n, role
            rows unbounded preceding
        ) as n_until
    from sized
)

select
    mart_opening.role,
    mart_opening.level,
    array_to_string(mart_opening.country_codes, ' ') as countries,
    array_to_string(mart_opening.metros, '|') as metros,
    mart_opening.remote_policy,
    dense_rank() over (order by mart_opening.employer_key) as employer_number,
    mart_opening.is_open,
    mart_opening.states_pay,
    mart_opening.could_state_pay,
    mart_opening.has_text,
    mart_opening.pay_usd_year,
    array_to_string(mart_opening.skills, ' ') as skills,
    mart_opening.employment_type,
    mart_opening.visa,
    mart_opening.years_min,
    mart_opening.degree
from mart_opening
inner join held using (role)
where held.n_until <= 20000
order by mart_opening.role, mart_opening.opening_id
