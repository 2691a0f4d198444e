-- Which skills are named more often, or less, than a quarter before? Those beyond their interval first, with how many were compared.
select *
from skill_changes('quarter')
qualify row_number() over (partition by role order by is_beyond desc, abs(change_share) desc, skill) <= 6
order by role, change_share desc, skill
