-- Does each role lead with one kind of evidence at most, and only with one that has an interval around its figure? Returns those that do not.
select role, evidence, growth_share, growth_low, growth_high, is_lead
from mart_growth_evidence
qualify count(*) filter (where is_lead) over (partition by role) > 1
    or (is_lead and (growth_low is null or growth_high is null))
    or growth_share not between growth_low - 1e-9 and growth_high + 1e-9
    or (growth_share is null and note is null)
