select
    claim_id, topic, role, statement, source_figure, source, source_url, claimed_from, claimed_to, verdict,
    ours_value, ours_low, ours_high, unit, period_from, period_to, n, n_counts, n_openings, n_employers,
    definition, note
from mart_claim
where $topic = 'all' or topic = $topic
order by topic, claim_id
