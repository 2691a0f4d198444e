-- Is every claim judged in one of four words, and only by a figure with its interval, its period and what its n counts? Returns those that are not.
select claim_id, verdict, ours_value, ours_low, ours_high, note
from mart_claim
where verdict not in ('supported', 'compatible', 'contradicted', 'undecided')
    or (verdict <> 'undecided' and coalesce(ours_value, ours_low, ours_high) is null)
    or (verdict <> 'undecided' and (ours_low is null or ours_high is null))
    or ours_value not between ours_low - 1e-9 and ours_high + 1e-9
    or (ours_value is null and note is null)
    or (ours_value is not null and (period_from is null or period_to is null or n is null or n_counts is null))
    or period_from > period_to
    or claimed_from > claimed_to
    or (n_openings is not null and n_counts <> 'openings')
    or (verdict <> 'undecided' and claimed_to < period_from)
