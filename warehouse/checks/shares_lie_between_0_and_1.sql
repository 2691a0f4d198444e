-- Do all shares lie in 0..1, inside their own interval? Returns those that do not.
select 'mart_skill_demand' as mart, role || ' ' || skill as item, share, share_low, share_high
from mart_skill_demand
where not (share_low <= share + 1e-9 and share <= share_high + 1e-9 and share_low >= 0 and share_high <= 1)
union all
select 'mart_role_profile', role || ' ' || attribute || ' ' || value, share, share_low, share_high
from mart_role_profile
where not (share_low <= share + 1e-9 and share <= share_high + 1e-9 and share_low >= 0 and share_high <= 1)
union all
select 'mart_pay_band', role || ' ' || level || ' ' || country_code, disclosure_share, null, null
from mart_pay_band
where not disclosure_share between 0 and 1
