-- How many openings were open at the last period?
with latest as (
    select max(period_start) as latest_start
    from mart_role_growth
    where grain = 'week'
)
select
    growth.role, growth.period_start, growth.stock, growth.stock_corrected, growth.stock_corrected_low,
    growth.stock_corrected_high, growth.n_boards_seen as n_boards, growth.note
from mart_role_growth as growth
inner join latest on growth.period_start = latest.latest_start
where growth.grain = 'week'
order by growth.role
