select
    evidence, is_lead, growth_share, growth_low, growth_high, n, n_counts, n_employers,
    period_from, period_to, measures, cannot_say, note
from mart_growth_evidence
where role = $role
order by evidence_rank
