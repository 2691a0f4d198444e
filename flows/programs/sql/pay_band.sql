from pay_band($role, $level, $country)
