select
    skill, skill_name, category, share, share_low, share_high, n_with, n_openings, n_employers,
    required_share, preferred_share, lift, change_share, change_low, change_high, note
from mart_skill_demand
where role = $role and share is not null
order by case $order when 'lift' then lift else share end desc nulls last, skill
limit $most
