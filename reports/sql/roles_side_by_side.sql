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
),

shown as (
    select
        profile.role, profile.attribute, profile.value as item, coalesce(named.skill_name, profile.value) as value, profile.share,
        coalesce(profile.share_low, profile.number_low) as low, coalesce(profile.share_high, profile.number_high) as high,
        profile.number, profile.n, profile.n_of, profile.note
    from profile
    left join named on profile.value = named.skill and profile.attribute = 'top_skill'
    where profile.role in ('ai_engineer', 'ml_engineer', 'data_scientist')
      and (profile.attribute <> 'median_pay_usd' or profile.value in ('all', 'US'))
      and profile.attribute <> 'portfolio_skill' and profile.value not in ('no', 'false')
    window line as (partition by profile.attribute, profile.value)
    qualify max(profile.n) over line > 0 or count(profile.share) over line > 0
)

select * exclude (item)
from shown
pivot (
    max(share) as share, max(low) as low, max(high) as high, max(number) as number, max(n) as n, max(n_of) as n_of, max(note) as note
    for role in ('ai_engineer', 'ml_engineer', 'data_scientist')
    group by attribute, item, value
)
order by attribute, list_position(['all', 'intern', 'junior', 'mid', 'senior', 'staff', 'manager'], item), item
