-- How many openings did each employer have open at the end of each month, for the roles in focus? From the month after its boards were first looked at.
with lasting as (
    select
        opening.opening_id,
        opening.employer_key,
        opening.role,
        opening.opened_date,
        coalesce(opening.closed_date, case when opening.is_open then mart_edition.as_of else max(posting.last_seen_at)::date end + 1) as closed_date
    from opening
    inner join posting using (opening_id)
    cross join mart_edition
    where opening.is_census is not true and opening.employer_key is not null
    group by opening.opening_id, opening.employer_key, opening.role, opening.opened_date, opening.closed_date, opening.is_open, mart_edition.as_of
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
inner join month_end on known.first_date <= month_end.period_start
cross join (select unnest(['ai_engineer', 'ml_engineer', 'data_scientist']) as role) as focus
left join lasting
    on known.employer_key = lasting.employer_key
    and focus.role = lasting.role
    and month_end.period_start >= lasting.opened_date
    and month_end.period_start < lasting.closed_date
group by known.employer_key, focus.role, month_end.period_start
order by known.employer_key, focus.role, month_end.period_start
