-- How many openings did each employer with a page have open at the end of each month, for the roles in focus? From the month after its boards were first looked at.
with own as (
    select opening_id, employer_key, role, opened_date, closed_date, is_open
    from opening
    semi join leading_employers using (employer_key)
    where is_census is not true
),

unsure as ( -- nobody knows whether it is open: it lasts until it was last seen
    select own.opening_id, max(posting.last_seen_at)::date as last_date
    from own
    inner join posting using (opening_id)
    where own.closed_date is null and own.is_open is not true
    group by own.opening_id
),

lasting as (
    select
        own.opening_id,
        own.employer_key,
        own.role,
        own.opened_date,
        coalesce(own.closed_date, case when own.is_open then mart_edition.as_of else unsure.last_date end + 1) as closed_date
    from own
    left join unsure using (opening_id)
    cross join mart_edition
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
