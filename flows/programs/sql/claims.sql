select
    claim_id, topic, role, statement, source_figure, source, verdict, ours_value, ours_low, ours_high, unit,
    n_openings, n_employers, definition, note
from mart_claim
where $topic = 'all' or topic = $topic
order by topic, claim_id
