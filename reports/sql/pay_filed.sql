-- What do employers advertise for a role in the United States, and what do they file with the Department of Labor for it? One row per role and place: all, state, metropolitan area. The two are different evidence and share no n.
with advertised as (
    select
        role, coalesce(region, 'all') as region, metro, n_openings, n_employers, p50, p50_low, p50_high, note
    from mart_pay_band
    where measure = 'mid' and currency = 'USD' and is_converted and country_code = 'US' and level = 'all'
),

filed as (
    select role, region, metro, filer_kind, period_start, n_filings, n_employers, p50, p50_low, p50_high, note
    from mart_filed_wage
    where grain = 'year' and wage_level = 'all' and level = 'all'
)

select
    direct.role, direct.region, direct.metro, coalesce(nullif(direct.metro, 'all'), nullif(direct.region, 'all'), 'United States') as place, direct.period_start,
    advertised.p50 as advertised_p50, advertised.p50_low as advertised_low, advertised.p50_high as advertised_high,
    advertised.note as advertised_note, advertised.n_openings, advertised.n_employers,
    direct.p50 as filed_p50, direct.p50_low as filed_low, direct.p50_high as filed_high, direct.note as filed_note,
    direct.n_filings, direct.n_employers as n_filers, every.p50 as every_p50, every.n_filings as n_every
from filed as direct
inner join filed as every
    on
        direct.role = every.role and direct.region = every.region and direct.metro = every.metro
        and every.filer_kind = 'all'
left join advertised
    on direct.role = advertised.role and direct.region = advertised.region and direct.metro = advertised.metro
where direct.filer_kind = 'direct' and direct.p50 is not null
  and direct.role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by direct.role, direct.metro <> 'all', direct.region <> 'all', direct.n_filings desc, direct.region, direct.metro
