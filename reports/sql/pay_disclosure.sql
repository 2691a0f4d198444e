-- What share of openings states pay at all, how did it move on the year, and between what bounds must the median of all lie?
-- A role of which nobody states pay is at 0. Below ten openings at five employers no share is printed.
with stated as (
    select distinct
        role, country_code, n_stating_openings, n_could_state_pay, n_could_employers, disclosure_share, disclosure_low, disclosure_high,
        disclosure_change_share
    from mart_pay_band
    where region = 'all' and level = 'all' and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
),

silent as (
    select
        role, 'all' as country_code, n as n_stating_openings, n_of as n_could_state_pay, n_employers as n_could_employers,
        share as disclosure_share, share_low as disclosure_low, share_high as disclosure_high
    from mart_role_profile
    where attribute = 'pay_disclosed' and value = 'yes' and n = 0 and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
),

known as (
    from stated
    union all by name
    from silent
)

select
    known.country_code,
    known.role,
    known.disclosure_share,
    known.disclosure_low,
    known.disclosure_high,
    known.disclosure_change_share,
    band.p50,
    band.p50_bound_low,
    band.p50_bound_high,
    coalesce(band.n_openings, 0) as n_openings,
    known.n_stating_openings,
    known.n_could_state_pay,
    known.n_could_employers,
    band.wide_share,
    case
        when known.disclosure_share is null
            then format('too few (n = {} of {} {})', known.n_could_state_pay, known.n_could_employers, if(known.n_could_employers = 1, 'employer', 'employers'))
    end as note
from known
left join mart_pay_band as band
    on
        known.role = band.role and known.country_code = band.country_code
        and band.measure = 'mid' and band.is_converted and band.region = 'all' and band.level = 'all'
order by known.role, known.country_code <> 'all', known.n_could_state_pay desc, known.country_code
