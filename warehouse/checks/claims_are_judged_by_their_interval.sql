-- Is every claim judged in one of four words, and only by a figure with its interval? Returns those that are not.
select claim_id, verdict, ours_value, ours_low, ours_high, note
from mart_claim
where verdict not in ('supported', 'compatible', 'contradicted', 'undecided')
    or (verdict <> 'undecided' and coalesce(ours_value, ours_low, ours_high) is null)
    or (verdict <> 'undecided' and (ours_low is null or ours_high is null))
    or ours_value not between ours_low - 1e-9 and ours_high + 1e-9
    or (ours_value is null and note is null)
