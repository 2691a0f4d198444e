-- How many openings did each employer have open at the end of each month, for the roles in focus? From the month after its boards were first looked at.
with lasting as (
    select
        opening.opening_id,
        opening.employer_key,
        opening.role,
        opening.opened_date,
        coalesce(opening.closed_date, max(posting.last_seen_at)::date + 1) as closed_date
    from opening
    inner join posting using (opening_id)
    where opening.is_census is not true and opening.employer_key is not null
    group by opening.opening_id, opening.employer_key, opening.role, opening.opened_date, opening.closed_date
),

known as (
    select employer_key, min(opened_date) as first_date
    from lasting
    group by employer_key
),

month_end as (
    select last_day(unnest(generate_series(
        (select min(first_date) from known),
        (select as_of - interval 1 month from mart_edition),
        interval 1 month
    ))::date) as period_start
    union
    select as_of from mart_edition
)

select
    known.employer_key,
    focus.role,
    month_end.period_start,
    count(lasting.opening_id) as n_open_openings
from known
inner join month_end on month_end.period_start >= known.first_date
cross join (select unnest(['ai_engineer', 'ml_engineer', 'data_scientist']) as role) as focus
left join lasting
    on known.employer_key = lasting.employer_key
    and focus.role = lasting.role
    and lasting.opened_date <= month_end.period_start
    and lasting.closed_date > month_end.period_start
group by known.employer_key, focus.role, month_end.period_start
order by known.employer_key, focus.role, month_end.period_start
