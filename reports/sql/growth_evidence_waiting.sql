-- Which kinds of evidence give no growth in a year yet for any of the three roles, and why?
select evidence, min(evidence_rank) as evidence_rank, min(note) as note
from mart_growth_evidence
where role in ('ai_engineer', 'ml_engineer', 'data_scientist', 'all')
group by evidence
having count(growth_share) = 0
order by 2
