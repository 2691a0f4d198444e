-- Every skill that the three roles name, with each role's share and n.
select
    skill_name, category,
    max(case when role = 'ai_engineer' then share end) as ai_engineer_share,
    max(case when role = 'ai_engineer' then share_low end) as ai_engineer_low,
    max(case when role = 'ai_engineer' then share_high end) as ai_engineer_high,
    max(case when role = 'ai_engineer' then n_with end) as ai_engineer_n,
    max(case when role = 'ml_engineer' then share end) as ml_engineer_share,
    max(case when role = 'ml_engineer' then share_low end) as ml_engineer_low,
    max(case when role = 'ml_engineer' then share_high end) as ml_engineer_high,
    max(case when role = 'ml_engineer' then n_with end) as ml_engineer_n,
    max(case when role = 'data_scientist' then share end) as data_scientist_share,
    max(case when role = 'data_scientist' then share_low end) as data_scientist_low,
    max(case when role = 'data_scientist' then share_high end) as data_scientist_high,
    max(case when role = 'data_scientist' then n_with end) as data_scientist_n
from mart_skill_demand
where role in ('ai_engineer', 'ml_engineer', 'data_scientist')
group by skill_name, category
having max(n_with) > 0
order by category, skill_name
