-- What of the common story about the three roles holds, by the interval of our own figure?
select
    topic, role, claim_id, statement, source_figure, source, source_url, claimed_from, claimed_to, definition, ours_value, ours_low,
    ours_high, unit, period_from, period_to, n, n_counts, n_openings, n_employers, verdict, note,
    concat_ws(
        '; ',
        definition,
        'n counts ' || n_counts,
        strftime(period_from, '%-d %b %Y') || ' to ' || strftime(period_to, '%-d %b %Y')
    ) as measured
from mart_claim
where topic <> 'growth' or ours_value is not null or claim_id = 'growth_ai_engineer' -- kinds of evidence without a figure stand on the growth page
order by topic, role, claim_id
