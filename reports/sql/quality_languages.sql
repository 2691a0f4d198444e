-- How many postings of each language have no clear role? The most frequent languages first, those of fewer than ten postings together.
select
    case when n_of >= 10 or item = 'not known' then item else 'others' end as language,
    sum(n)::bigint as n,
    sum(n_of)::bigint as n_of,
    sum(n) / sum(n_of) as share
from mart_quality
where section = 'languages'
group by language
order by language = 'others', n_of desc, language
