-- How many postings of each language have no clear role? The most frequent languages first.
select item, n, n_of, share
from mart_quality
where section = 'languages'
order by n_of desc, item
