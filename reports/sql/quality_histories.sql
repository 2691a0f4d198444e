-- Which histories stand behind the numbers? One row per imported history.
select origin, n_boards, n_looks, n_days, from_date, until_date, n_postings, n_postings_year
from mart_history
order by origin
