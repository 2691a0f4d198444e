-- Which employers have a page of their own? Those with five openings of the seven roles on their boards within a year, three of them for the roles in focus; the 200 with the most.
with of_roles as ( -- the seven roles by the last visits, as on the page on employers
    select
        employer_key,
        sum(n_open_openings)::bigint as n_open_openings,
        sum(n_new_28d)::bigint as n_new_28d,
        len(list_distinct(flatten(list(country_codes) filter (where country_codes is not null)))) as n_countries,
        min(first_seen_date) as first_seen_date
    from mart_employer_demand
    where role <> 'all'
    group by employer_key
),

called as (
    select employer_key, employer
    from mart_employer_demand
    where role = 'all'
),

named as ( -- names that differ in other signs alone would share a page: all but the first carry a hash
    select
        employer_key,
        nullif(trim(regexp_replace(employer_key, '[^a-z0-9]+', '-', 'g'), '-'), '') as stem,
        row_number() over (partition by stem order by employer_key) as place,
        left(md5(employer_key), 10) as hash
    from leading_employers
)

select
    called.employer,
    leading_employers.employer_key,
    'employer-' || case when named.stem is null then named.hash when named.place = 1 then named.stem else named.stem || '-' || named.hash end as page,
    leading_employers.n_focus,
    leading_employers.n_openings,
    coalesce(of_roles.n_open_openings, 0) as n_open_openings,
    of_roles.n_new_28d,
    leading_employers.n_stating_openings / nullif(leading_employers.n_could_state_pay, 0) as disclosure_share,
    leading_employers.n_could_state_pay,
    of_roles.n_countries,
    of_roles.first_seen_date
from leading_employers
inner join named using (employer_key)
inner join called using (employer_key)
left join of_roles using (employer_key)
order by leading_employers.n_focus desc, leading_employers.n_openings desc, leading_employers.employer_key
