-- What has a kind of board stopped saying since its earlier looks? Errors first.
select verdict, source, coalesce(title, source) as source_title, item, note, n, n_of, share, usual_share, n_usual, looked_date
from mart_drift
left join source as known on mart_drift.source = known.name
where verdict in ('error', 'warning')
order by verdict, source, item
