-- How many dollars is a unit of each currency, as the stated ranges of the last year were converted?
select
    currency,
    round(median(max_usd_year / max_year), 6) as usd_rate,
    count(*) as n
from posting_pay
inner join posting using (posting_id)
where not coalesce(is_implausible, true)
    and max_year > 0
    and max_usd_year > 0
    and posting.last_seen_at > (select max(last_seen_at) - interval 365 day from posting)
group by currency
having count(*) >= 3
order by n desc, currency
limit 40
