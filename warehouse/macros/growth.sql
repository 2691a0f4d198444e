-- How fast does demand for this role grow? select * from growth('ai_engineer');
create macro growth(role_wanted) as table
select role, measure, growth_share, growth_low, growth_high, growth_as_read_share, period_from, period_to, n_weeks, n_boards, n_employers, n_boards_held, growth_with_held_share, note
from mart_growth_headline
where role = role_wanted
order by measure;
