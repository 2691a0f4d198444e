select
    skill, skill_name, category, share, share_low, share_high, n_with, n_openings, n_employers,
    required_share, required_low, required_high, preferred_share, preferred_low, preferred_high, lift, change_share, change_low, change_high, note
from mart_skill_demand
where role = $role and share is not null and n_with > 0
order by case $order when 'lift' then lift else share end desc nulls last, skill
limit $most
