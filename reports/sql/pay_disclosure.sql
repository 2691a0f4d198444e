-- What share of openings states pay at all? A band speaks only for those that do.
select country_code, role, disclosure_share, n_postings, n_all_postings, n_employers, wide_share
from mart_pay_band
where measure = 'mid' and currency = 'USD' and is_converted and region = 'all' and level = 'all'
  and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by country_code, role
