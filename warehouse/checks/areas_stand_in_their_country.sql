-- Is every band of a metropolitan area one of the United States, and of no region? Returns those that are not.
select role, level, country_code, region, metro
from mart_pay_band
where metro <> 'all'
    and (country_code <> 'US' or region is not null)
