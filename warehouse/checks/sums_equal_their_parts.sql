-- Do the sums of the marts equal their parts in the tables? Returns those that do not, with both figures.
with newest as (
    select max(last_seen_at)::date as newest_date
    from posting
    where not coalesce(is_census, false) and employer_key is not null
),

sums as (
    select 'mart_employer_demand: open postings' as item, role, sum(n_open_postings) as in_mart,
        (
            select count(*)
            from posting
            cross join newest
            left join opening on posting.opening_id = opening.opening_id
            where coalesce(posting.is_open, posting.closed_at is null and not coalesce(posting.is_prospect, false) and posting.last_seen_at::date >= newest_date - 28)
                and not coalesce(posting.is_census, false)
                and posting.employer_key is not null
                and (coalesce(opening.role, posting.role_counted) = mart_employer_demand.role or mart_employer_demand.role = 'all')
        ) as in_parts
    from mart_employer_demand
    group by role
    union all
    select 'mart_edition: postings', null, n_postings, (select count(*) from posting)
    from mart_edition
    union all
    select 'mart_edition: openings', null, n_openings, (select count(*) from opening where role is not null)
    from mart_edition
    union all
    select 'mart_edition: open openings', null, n_open_openings, (select count(*) from opening where is_open)
    from mart_edition
    union all
    select 'mart_edition: looks', null, n_looks, (select count(*) from look where is_counted)
    from mart_edition
    union all
    select 'mart_quality: postings by role', source, sum(n), max(n_of)
    from mart_quality
    where section = 'roles'
        and item <> 'read from the title only'
    group by source
    union all
    select 'mart_census_demand: openings', source || ' ' || period_start, n_openings,
        (
            select count(distinct opening_id)
            from posting
            where is_census
                and posting.source = mart_census_demand.source
                and posting.period = strftime(period_start, '%Y-%m')
        )
    from mart_census_demand
    where role = 'all'
)
select *
from sums
where in_mart <> in_parts
union all
select 'mart_census_demand: role above all', of_role.role || ' ' || of_role.period_start, of_role.n_openings, of_all.n_all
from mart_census_demand as of_role
inner join
    (select source, period_start, n_openings as n_all from mart_census_demand where role = 'all') as of_all
    using (source, period_start)
where of_role.n_openings > of_all.n_all
union all
select 'mart_skill_demand: openings that name it', role || ' ' || skill, n_with, n_openings
from mart_skill_demand
where n_with > n_openings
union all
select 'mart_pay_band: openings that state pay', concat_ws(' ', role, level, country_code, region, metro), n_openings, n_stating_openings
from mart_pay_band
where n_openings > n_stating_openings
    or n_stating_openings > n_could_state_pay
    or abs(disclosure_share - n_stating_openings / n_could_state_pay) > 1e-9
union all
select 'mart_role_profile: openings that state pay', profile.role, profile.n, band.n_stating_openings
from mart_role_profile as profile
inner join mart_pay_band as band on profile.role = band.role
where profile.attribute = 'pay_disclosed'
    and profile.value = 'yes'
    and band.level = 'all'
    and band.country_code = 'all'
    and band.measure = 'mid'
    and band.is_converted
    and (profile.n <> band.n_stating_openings or profile.n_of <> band.n_could_state_pay)
