-- What share of openings states pay at all, how did it move on the year, and between what bounds must the median of all lie?
-- A role of which nobody states pay is at 0. Below ten openings at five employers no share is printed.
with band as (
    select *
    from mart_pay_band
    where measure = 'mid' and currency = 'USD' and is_converted and region = 'all' and level = 'all'
        and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
),

placed as (
    select role, employer_key, unnest(list_prepend('all', coalesce(country_codes, []))) as country_code
    from mart_opening
    where could_state_pay and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
),

asked as ( -- who could state pay, and not only who does
    select role, country_code, count(*) as n_openings, count(distinct employer_key) as n_employers
    from placed
    group by role, country_code
),

known as (
    select
        band.*,
        coalesce(band.role, asked.role) as of_role,
        coalesce(band.country_code, asked.country_code) as of_country,
        coalesce(band.n_all_openings, asked.n_openings) as n_of,
        coalesce(asked.n_employers, band.n_employers) as n_of_employers
    from band
    full join asked using (role, country_code)
    where band.role is not null or asked.country_code = 'all'
)

select
    of_country as country_code,
    of_role as role,
    case when n_of >= 10 and n_of_employers >= 5 then coalesce(disclosure_share, 0) end as disclosure_share,
    case when n_of >= 10 and n_of_employers >= 5 then disclosure_low end as disclosure_low,
    case when n_of >= 10 and n_of_employers >= 5 then disclosure_high end as disclosure_high,
    disclosure_change_share,
    p50,
    p50_bound_low,
    p50_bound_high,
    coalesce(n_openings, 0) as n_openings,
    coalesce(n_stating_openings, 0) as n_stating_openings,
    n_of as n_all_openings,
    n_of_employers as n_employers,
    wide_share,
    case
        when n_of < 10 or n_of_employers < 5
            then format('too few (n = {} of {} {})', n_of, n_of_employers, if(n_of_employers = 1, 'employer', 'employers'))
    end as note
from known
order by of_role, of_country <> 'all', n_of desc, of_country
