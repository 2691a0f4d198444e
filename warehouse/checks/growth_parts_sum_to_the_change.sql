-- Does the change in open openings equal its parts? Returns periods where after <> before + matched + entered - left + unknown.
select *
from mart_growth_flow
where n_after <> n_before + n_matched_change + n_entered - n_left + n_unknown_change
