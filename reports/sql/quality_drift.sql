-- What has a kind of board stopped saying since its earlier looks? Errors first.
select verdict, source, item, note, n, n_of, share, usual_share, n_usual, looked_date
from mart_drift
where verdict in ('error', 'warning')
order by verdict, source, item
