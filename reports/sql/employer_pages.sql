-- Which employers have a page of their own? Those with five openings of the seven roles on their boards within a year, three of them for the roles in focus; the 200 with the most.
with counted as (
    select
        employer_key,
        count(*) as n_openings,
        count(*) filter (where role in ('ai_engineer', 'ml_engineer', 'data_scientist')) as n_focus,
        count(*) filter (where pay_usd_year is not null) as n_paid,
        count(*) filter (where could_state_pay) as n_of
    from mart_opening
    where not is_census
    group by employer_key
    having count(*) >= 5 and count(*) filter (where role in ('ai_engineer', 'ml_engineer', 'data_scientist')) >= 3
),

open_now as ( -- by the last visits, as on the page on employers
    select employer_key, sum(n_open_openings)::bigint as n_open_openings
    from mart_employer_demand
    where role in (
            'ai_engineer', 'ml_engineer', 'data_scientist', 'research_scientist', 'data_engineer', 'data_analyst', 'software_engineer'
        )
    group by employer_key
),

called as (
    select employer_key, employer, n_new_28d, first_seen_date, n_countries
    from mart_employer_demand
    where role = 'all'
),

named as ( -- names that differ in other signs alone would share a page: all but the first carry a hash
    select
        employer_key,
        nullif(trim(regexp_replace(employer_key, '[^a-z0-9]+', '-', 'g'), '-'), '') as stem,
        row_number() over (partition by stem order by employer_key) as place,
        left(md5(employer_key), 10) as hash
    from counted
)

select
    called.employer,
    counted.employer_key,
    'employer-' || case when named.stem is null then named.hash when named.place = 1 then named.stem else named.stem || '-' || named.hash end as page,
    counted.n_focus,
    counted.n_openings,
    coalesce(open_now.n_open_openings, 0) as n_open_openings,
    called.n_new_28d,
    counted.n_paid / nullif(counted.n_of, 0) as disclosure_share,
    counted.n_of,
    called.n_countries,
    called.first_seen_date
from counted
inner join named using (employer_key)
inner join called using (employer_key)
left join open_now using (employer_key)
order by counted.n_focus desc, counted.n_openings desc, counted.employer_key
limit 200
