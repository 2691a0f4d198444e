-- Does every premium and every change on the year lie inside its interval, and above -100 %? Returns those that do not.
select 'mart_pay_premium' as mart, reading || ' ' || term || ' ' || name as item, premium_share as value, premium_low as low, premium_high as high
from mart_pay_premium
where premium_share not between premium_low - 1e-9 and premium_high + 1e-9
    or premium_low < -1
    or (premium_share is null) <> (premium_low is null)
union all
select 'mart_skill_demand', role || ' ' || skill, premium_share, premium_low, premium_high
from mart_skill_demand
where premium_share not between premium_low - 1e-9 and premium_high + 1e-9
union all
select 'mart_census_demand', role || ' ' || period_start, yoy_share, yoy_low, yoy_high
from mart_census_demand
where yoy_share not between yoy_low - 1e-9 and yoy_high + 1e-9
    or yoy_low < -1
