-- Which postings were put aside, and why? A sample.
select source, board, external_id, reason, excerpt
from quarantine
order by reason, source, board, external_id
limit 40
