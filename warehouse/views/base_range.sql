-- Believable stated base ranges. Where a posting states pay in fields and in text, the fields speak. As `base_ranges` of
-- `transforms/statistics/pay/usd.py`.
create or replace temporary view base_range as
select *
from posting_pay
where kind = 'base' and not coalesce(is_implausible, true)
qualify basis = 'structured' or not bool_or(basis = 'structured') over (partition by posting_id);
