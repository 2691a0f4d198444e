-- Which postings were put aside, and why? A sample.
select source, coalesce(title, source) as source_title, board, external_id, reason, excerpt
from quarantine
left join source as known on quarantine.source = known.name
order by reason, source, board, external_id
limit 40
