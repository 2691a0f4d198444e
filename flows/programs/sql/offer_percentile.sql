from offer_percentile($role, $level, $country, $pay_usd_year)
