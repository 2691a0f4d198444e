-- How fast does demand grow in a year, by each kind of evidence there is? The kind that leads for a role stands first.
select
    role, evidence, is_lead, growth_share, growth_low, growth_high, growth_as_read_share, n, n_counts, n_employers, period_from,
    period_to, measures, cannot_say, note
from mart_growth_evidence
where growth_share is not null and role in ('ai_engineer', 'ml_engineer', 'data_scientist', 'all')
order by role, evidence_rank
