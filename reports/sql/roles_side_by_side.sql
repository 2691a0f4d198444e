-- The three roles side by side: one line per attribute and value, a group of columns per role. low and high are of the share, or of the
-- number where there is no share. A value that no opening of the three has stands here where its share is known: at 0.
with key_skill as ( -- a skill that is among the ten of one role
    select distinct value as skill
    from mart_role_profile
    where attribute = 'top_skill' and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
),

named as (
    select skill, max(skill_name) as skill_name
    from mart_skill_demand
    group by skill
),

profile as ( -- with the key skills' shares in every role, also where they are none of its ten
    select *
    from mart_role_profile
    where attribute <> 'top_skill'
    union all by name
    select role, 'top_skill' as attribute, skill as value, n_with as n, n_openings as n_of, n_employers, share, share_low, share_high, note
    from mart_skill_demand
    semi join key_skill using (skill)
)

select
    profile.attribute, coalesce(named.skill_name, profile.value) as value,
    max(case when profile.role = 'ai_engineer' then profile.share end) as ai_engineer_share,
    max(case when profile.role = 'ai_engineer' then coalesce(profile.share_low, profile.number_low) end) as ai_engineer_low,
    max(case when profile.role = 'ai_engineer' then coalesce(profile.share_high, profile.number_high) end) as ai_engineer_high,
    max(case when profile.role = 'ai_engineer' then profile.number end) as ai_engineer_number,
    max(case when profile.role = 'ai_engineer' then profile.n end) as ai_engineer_n,
    max(case when profile.role = 'ai_engineer' then profile.n_of end) as ai_engineer_n_of,
    max(case when profile.role = 'ai_engineer' then profile.note end) as ai_engineer_note,
    max(case when profile.role = 'ml_engineer' then profile.share end) as ml_engineer_share,
    max(case when profile.role = 'ml_engineer' then coalesce(profile.share_low, profile.number_low) end) as ml_engineer_low,
    max(case when profile.role = 'ml_engineer' then coalesce(profile.share_high, profile.number_high) end) as ml_engineer_high,
    max(case when profile.role = 'ml_engineer' then profile.number end) as ml_engineer_number,
    max(case when profile.role = 'ml_engineer' then profile.n end) as ml_engineer_n,
    max(case when profile.role = 'ml_engineer' then profile.n_of end) as ml_engineer_n_of,
    max(case when profile.role = 'ml_engineer' then profile.note end) as ml_engineer_note,
    max(case when profile.role = 'data_scientist' then profile.share end) as data_scientist_share,
    max(case when profile.role = 'data_scientist' then coalesce(profile.share_low, profile.number_low) end) as data_scientist_low,
    max(case when profile.role = 'data_scientist' then coalesce(profile.share_high, profile.number_high) end) as data_scientist_high,
    max(case when profile.role = 'data_scientist' then profile.number end) as data_scientist_number,
    max(case when profile.role = 'data_scientist' then profile.n end) as data_scientist_n,
    max(case when profile.role = 'data_scientist' then profile.n_of end) as data_scientist_n_of,
    max(case when profile.role = 'data_scientist' then profile.note end) as data_scientist_note
from profile
left join named on profile.value = named.skill and profile.attribute = 'top_skill'
where profile.role in ('ai_engineer', 'ml_engineer', 'data_scientist')
  and (profile.attribute <> 'median_pay_usd' or profile.value in ('all', 'US'))
  and profile.attribute <> 'portfolio_skill' and profile.value not in ('no', 'false')
group by profile.attribute, profile.value, named.skill_name
having max(profile.n) > 0 or count(profile.share) > 0
order by
    profile.attribute, list_position(['all', 'intern', 'junior', 'mid', 'senior', 'staff', 'manager'], profile.value), profile.value
