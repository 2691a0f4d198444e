-- Only selections that are in mart_slice. Openings, selections and employers are numbered: a market has millions of pairs of them.
with cell as (
    select
        row_number() over (order by role, level, country_code, metro, remote_policy) as cell_number,
        role, level, country_code, metro, remote_policy
    from mart_slice
    where skill = 'all'
),

employer as (
    select employer_key, row_number() over (order by employer_key) as employer_number
    from (select distinct employer_key from mart_opening) as keys
),

place as (
    select rowid as opening_number, 'all' as country_code, 'all' as metro from mart_opening
    union all
    select rowid, unnest(country_codes), 'all' from mart_opening
    union all
    select rowid, 'US', unnest(metros) from mart_opening
),

member as materialized (
    select
        cell.cell_number,
        job.rowid as opening_number,
        employer.employer_number,
        job.has_text
    from mart_opening as job
    cross join unnest(['all', job.level]) as known_level (level)
    cross join unnest(['all', job.remote_policy]) as policy (remote_policy)
    inner join place on job.rowid = place.opening_number
    inner join cell
        on job.role = cell.role
        and known_level.level = cell.level
        and place.country_code = cell.country_code
        and place.metro = cell.metro
        and policy.remote_policy = cell.remote_policy
    inner join employer using (employer_key)
),

hired as materialized (
    select
        cell_number,
        employer_number,
        count(*) as n,
        count(*) filter (where has_text) as n_read
    from member
    group by cell_number, employer_number
),

whole as (
    select
        cell_number,
        sum(n) as n_all,
        sum(n_read) as n_of,
        count(*) filter (where n_read > 0) as n_clusters,
        sum(n_read)^2 / nullif(sum(n_read^2), 0) as n_equal,
        sum(n_read^2) as squared
    from hired
    group by cell_number
),

named as materialized (
    select rowid as opening_number, unnest(skills) as skill
    from mart_opening
    where has_text and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
),

leading_skill as (
    select cell_number, skill, count(*) as n
    from member
    inner join named using (opening_number)
    group by cell_number, skill
    qualify row_number() over (partition by cell_number order by count(*) desc, skill) <= 8
),

hit as (
    select member.cell_number, member.employer_number, named.skill, count(*) as n
    from member
    inner join named using (opening_number)
    semi join leading_skill using (cell_number, skill)
    group by member.cell_number, member.employer_number, named.skill
),

counted as (
    select
        cell_number,
        hit.skill,
        sum(hit.n) as n,
        sum(hit.n^2) as hits_squared,
        sum(hit.n * hired.n_read) as crossed
    from hit
    inner join hired using (cell_number, employer_number)
    group by cell_number, hit.skill
),

scattered as (
    select
        *,
        n / n_of as share,
        share_variance(n / n_of, n_of, n_clusters, hits_squared, crossed, squared) as variance,
        student_point(n_equal) as point
    from counted
    inner join whole using (cell_number)
    where n_of >= 10 and n_clusters >= 5
),

effective as (
    select *, effective_n(share, n_of, n_equal, variance) as m
    from scattered
),

-- Those with the fifth most openings may be many: names decide among them.
leading_employer as (
    select cell_number, employer_number, n
    from hired
    where n >= 3
    qualify rank() over (partition by cell_number order by n desc) <= 5
),

called as (
    select employer_number, mode(posting.employer order by posting.employer) as employer
    from posting
    inner join employer using (employer_key)
    semi join leading_employer using (employer_number)
    group by employer_number
)

select
    role, level, country_code, metro, remote_policy,
    'skill' as kind,
    skill as name,
    n::bigint as n,
    n_of::bigint as n_of,
    share,
    wilson_low(share, m, point) as share_low,
    wilson_high(share, m, point) as share_high
from effective
inner join cell using (cell_number)
union all
(
    select
        role, level, country_code, metro, remote_policy,
        'employer' as kind,
        called.employer,
        n::bigint,
        n_all::bigint,
        n / n_all,
        null,
        null
    from leading_employer
    inner join whole using (cell_number)
    inner join called using (employer_number)
    inner join cell using (cell_number)
    qualify row_number() over (partition by cell_number order by n desc, employer) <= 5
)
order by role, level, country_code, metro, remote_policy, kind, n desc, name
