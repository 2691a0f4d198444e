-- Are durations in order, the median inside its interval? Returns those that are not.
select role, p25_days, median_low, median_days, median_high, p75_days
from mart_duration
where p25_days > median_days
    or median_days > p75_days
    or median_days not between median_low and coalesce(median_high, median_days)
