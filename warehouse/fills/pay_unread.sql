-- One row per phrase of pay that was not understood.
with listed as (
    select known.posting_id, unnest(reading.pay_unread) as phrase
    from reading
    inner join known using (row)
)
select posting_id, phrase
from listed
where phrase is not null
