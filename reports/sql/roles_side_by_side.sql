-- The three roles side by side: one line per attribute and value, a group of columns per role.
select
    attribute, value,
    max(case when role = 'ai_engineer' then share end) as ai_engineer_share,
    max(case when role = 'ai_engineer' then share_low end) as ai_engineer_low,
    max(case when role = 'ai_engineer' then share_high end) as ai_engineer_high,
    max(case when role = 'ai_engineer' then number end) as ai_engineer_number,
    max(case when role = 'ai_engineer' then n end) as ai_engineer_n,
    max(case when role = 'ai_engineer' then n_of end) as ai_engineer_n_of,
    max(case when role = 'ai_engineer' then note end) as ai_engineer_note,
    max(case when role = 'ml_engineer' then share end) as ml_engineer_share,
    max(case when role = 'ml_engineer' then share_low end) as ml_engineer_low,
    max(case when role = 'ml_engineer' then share_high end) as ml_engineer_high,
    max(case when role = 'ml_engineer' then number end) as ml_engineer_number,
    max(case when role = 'ml_engineer' then n end) as ml_engineer_n,
    max(case when role = 'ml_engineer' then n_of end) as ml_engineer_n_of,
    max(case when role = 'ml_engineer' then note end) as ml_engineer_note,
    max(case when role = 'data_scientist' then share end) as data_scientist_share,
    max(case when role = 'data_scientist' then share_low end) as data_scientist_low,
    max(case when role = 'data_scientist' then share_high end) as data_scientist_high,
    max(case when role = 'data_scientist' then number end) as data_scientist_number,
    max(case when role = 'data_scientist' then n end) as data_scientist_n,
    max(case when role = 'data_scientist' then n_of end) as data_scientist_n_of,
    max(case when role = 'data_scientist' then note end) as data_scientist_note
from mart_role_profile
where role in ('ai_engineer', 'ml_engineer', 'data_scientist')
group by attribute, value
order by attribute, value
