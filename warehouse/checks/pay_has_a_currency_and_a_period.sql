-- Has every pay range a bound, a currency and a known period? Returns those that lack one.
select posting_id, pay_min, pay_max, currency, period, basis
from posting_pay
where (pay_min is null and pay_max is null)
    or currency is null
    or period not in ('year', 'month', 'week', 'day', 'hour', 'once')
    or period is null
    or basis not in ('structured', 'text')
