-- What share of openings states pay at all, how did it move on the year, and between what bounds must the median of all lie?
select
    country_code, role, disclosure_share, disclosure_low, disclosure_high, disclosure_change_share, p50, p50_bound_low,
    p50_bound_high, n_openings, n_stating_openings, n_all_openings, n_employers, wide_share
from mart_pay_band
where measure = 'mid' and currency = 'USD' and is_converted and region = 'all' and level = 'all'
  and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by role, country_code <> 'all', n_all_openings desc, country_code
