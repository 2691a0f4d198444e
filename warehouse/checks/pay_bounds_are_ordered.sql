-- Is the lower bound of pay never above the upper? Returns ranges that are, unless they are flagged as implausible.
select posting_id, pay_min, pay_max, currency, period
from posting_pay
where pay_min > pay_max
    and not is_implausible
