-- Does the way of chaining matter? The index at its last week, by chained weeks, by the first week's boards, and through all pairs of weeks (GEKS).
with latest as (
    select max(period_start) as latest_start
    from mart_role_growth
    where grain = 'week' and "index" is not null
),

last_week as (
    select growth.*
    from mart_role_growth as growth
    inner join latest on growth.period_start = latest.latest_start
    where growth.grain = 'week' and growth.role in ('ai_engineer', 'ml_engineer', 'data_scientist', 'all')
),

readings as (
    select role, 1 as reading_rank, 'chained' as reading, period_start, "index" as level, index_low as low, index_high as high, n_boards, n_employers, is_drifting
    from last_week
    union all
    select role, 2 as reading_rank, 'geks' as reading, period_start, geks_index as level, null as low, null as high, n_boards, n_employers, is_drifting
    from last_week
    union all
    select role, 3 as reading_rank, 'fixed' as reading, period_start, fixed_index as level, null as low, null as high, n_boards, n_employers, is_drifting
    from last_week
)

select role, reading, period_start, level, low, high, n_boards, n_employers, is_drifting
from readings
order by role, reading_rank
