-- What does each role pay by metropolitan area of the United States? Middle of the stated range, all levels, with official wages beside it.
with official as (
    select area, role, max(value) as official_p50
    from mart_benchmark
    where measure = 'p50' and area like '%, %' and source like 'BLS%'
    group by area, role
)

select
    band.metro, band.role, band.n_openings, band.n_employers, band.n_stating_openings, band.n_could_state_pay,
    band.disclosure_share, band.disclosure_low, band.disclosure_high,
    band.p25, band.p25_low, band.p25_high, band.p50, band.p50_low, band.p50_high, band.p75, band.p75_low, band.p75_high, band.note, official.official_p50
from mart_pay_band as band
left join official on band.metro = official.area and band.role = official.role
where band.measure = 'mid' and band.currency = 'USD' and band.is_converted and band.country_code = 'US'
  and band.metro <> 'all' and band.level = 'all' and band.role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by band.role, band.n_openings desc, band.metro
