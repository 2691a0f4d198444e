-- Which skills are named more often, or less, than a quarter or a year before? select * from skill_changes('quarter'); or 'year'.
-- Skills that at least ten openings of a focus role name. `is_beyond`: the interval does not hold 0. `n_compared`: how many were
-- compared, of which one in twenty lies beyond its interval by chance.
-- column is_beyond: The interval does not hold 0.
-- column n_compared: Skills of the role that were compared; one in twenty lies beyond its interval by chance.
-- column n_beyond: How many of them lie beyond it.
create macro skill_changes(span_wanted) as table
with known as (
    select
        role, skill, skill_name, share,
        case span_wanted when 'quarter' then change_share when 'year' then year_change_share end as change_share,
        case span_wanted when 'quarter' then change_low when 'year' then year_change_low end as change_low,
        case span_wanted when 'quarter' then change_high when 'year' then year_change_high end as change_high,
        n_with, n_openings, n_employers
    from mart_skill_demand
    where role in ('ai_engineer', 'ml_engineer', 'data_scientist') and n_with >= 10
),

judged as (
    select *, coalesce(change_low > 0 or change_high < 0, false) as is_beyond
    from known
    where change_share is not null
)

select *, count(*) over (partition by role) as n_compared, count(*) filter (is_beyond) over (partition by role) as n_beyond
from judged;
