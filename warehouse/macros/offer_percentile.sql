-- Where would an offer sit among what openings state? select * from offer_percentile('ai_engineer', 'senior', 'US', 190000); 'all' for every level or country.
-- Middle of the stated range, US dollars a year, between the quantiles that are printed. Its interval: the same place among the
-- upper and the lower ends of their intervals. Null with a note outside of them.
-- column pay_usd_year: The offer: gross US dollars a year.
-- column percentile_share: Share of openings, 0..1, whose stated range has its middle below the offer; null outside of the printed quantiles.
-- column percentile_low: Lower end of its 95 % interval.
-- column percentile_high: Upper end.
create macro offer_percentile(role_wanted, level_wanted, country_wanted, pay_wanted) as table
with band as (
    select *
    from mart_pay_band
    where role = role_wanted
        and level = level_wanted
        and country_code = country_wanted
        and region = 'all'
        and measure = 'mid'
        and currency = 'USD'
        and is_converted
),

marks as (
    select reading, share, mark
    from (
        select 'middle' as reading, unnest([0.10, 0.25, 0.50, 0.75, 0.90]) as share, unnest([p10, p25, p50, p75, p90]) as mark from band
        union all
        select 'upper ends', unnest([0.10, 0.25, 0.50, 0.75, 0.90]), unnest([p10_high, p25_high, p50_high, p75_high, p90_high]) from band
        union all
        select 'lower ends', unnest([0.10, 0.25, 0.50, 0.75, 0.90]), unnest([p10_low, p25_low, p50_low, p75_low, p90_low]) from band
    ) as quantiles
    where mark is not null
),

steps as (
    select
        reading,
        share,
        mark,
        lag(share) over (partition by reading order by share) as share_below,
        lag(mark) over (partition by reading order by share) as mark_below
    from marks
),

places as (
    select
        reading,
        min(share) as first_share,
        max(share) as last_share,
        pay_wanted < min(mark) as is_below,
        pay_wanted > max(mark) as is_above,
        min(case
            when pay_wanted <= mark and mark > mark_below
                then share_below + (share - share_below) * greatest(pay_wanted - mark_below, 0) / (mark - mark_below)
            when pay_wanted <= mark then share
        end) as share_between
    from steps
    group by reading
)

select
    band.role,
    band.level,
    band.country_code,
    pay_wanted as pay_usd_year,
    round(case when not middle.is_below and not middle.is_above then middle.share_between end, 3) as percentile_share,
    round(case when upper_ends.is_below then 0 when upper_ends.is_above then upper_ends.last_share else upper_ends.share_between end, 3) as percentile_low,
    round(case when lower_ends.is_below then lower_ends.first_share when lower_ends.is_above then 1 else lower_ends.share_between end, 3) as percentile_high,
    band.n_openings,
    band.n_employers,
    band.n_stating_openings,
    band.n_could_state_pay,
    round(band.disclosure_share, 3) as disclosure_share,
    case
        when middle.reading is null then band.note
        when middle.is_below then 'below the lowest printed quantile, ' || round(100 * middle.first_share)::integer || ' %'
        when middle.is_above then 'above the highest printed quantile, ' || round(100 * middle.last_share)::integer || ' %'
    end as note
from band
left join places as middle on middle.reading = 'middle'
left join places as upper_ends on upper_ends.reading = 'upper ends'
left join places as lower_ends on lower_ends.reading = 'lower ends';
