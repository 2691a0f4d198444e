-- Which skills does this role name that software engineers' postings name less, or not at all? The widest twelve gaps.
select *
from skill_gaps('ai_engineer')
order by gap_share desc, skill_name
