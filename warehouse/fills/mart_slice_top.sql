-- Only selections that are in mart_slice.
with place as (
    select opening_id, 'all' as country_code, 'all' as metro from mart_opening
    union all
    select opening_id, unnest(country_codes), 'all' from mart_opening
    union all
    select opening_id, 'US', unnest(metros) from mart_opening
),

spread as (
    select
        job.role,
        known_level.level,
        place.country_code,
        place.metro,
        policy.remote_policy,
        job.employer_key,
        job.could_state_pay,
        job.skills
    from mart_opening as job
    cross join unnest(['all', job.level]) as known_level (level)
    cross join unnest(['all', job.remote_policy]) as policy (remote_policy)
    inner join place using (opening_id)
    semi join mart_slice
        on job.role = mart_slice.role
        and known_level.level = mart_slice.level
        and place.country_code = mart_slice.country_code
        and place.metro = mart_slice.metro
        and policy.remote_policy = mart_slice.remote_policy
        and mart_slice.skill = 'all'
),

called as (
    select employer_key, mode(employer order by employer) as employer
    from posting
    where employer_key is not null
    group by employer_key
),

hired as (
    select
        role, level, country_code, metro, remote_policy,
        employer_key,
        count(*) as n,
        count(*) filter (where could_state_pay) as n_read
    from spread
    group by all
),

whole as (
    select
        role, level, country_code, metro, remote_policy,
        sum(n) as n_all,
        sum(n_read) as n_of,
        count(*) filter (where n_read > 0) as n_clusters,
        sum(n_read)^2 / nullif(sum(n_read^2), 0) as n_equal,
        sum(n_read^2) as squared
    from hired
    group by all
),

hit as (
    select
        role, level, country_code, metro, remote_policy,
        employer_key,
        skill,
        count(*) as n
    from (
        select role, level, country_code, metro, remote_policy, employer_key, unnest(skills) as skill
        from spread
        where could_state_pay and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
    ) as named
    group by all
),

counted as (
    select
        role, level, country_code, metro, remote_policy,
        hit.skill,
        sum(hit.n) as n,
        sum(hit.n^2) as hits_squared,
        sum(hit.n * hired.n_read) as crossed
    from hit
    inner join hired using (role, level, country_code, metro, remote_policy, employer_key)
    group by role, level, country_code, metro, remote_policy, hit.skill
    qualify row_number() over (partition by role, level, country_code, metro, remote_policy order by sum(hit.n) desc, hit.skill) <= 8
),

scattered as (
    select
        *,
        n / n_of as share,
        n_clusters / greatest(n_clusters - 1, 1)
        * (hits_squared - 2 * n / n_of * crossed + (n / n_of)^2 * squared) / n_of^2 as variance,
        1.96
        + 2.372 / greatest(n_equal - 1, 3)
        + 2.823 / greatest(n_equal - 1, 3)^2
        + 2.556 / greatest(n_equal - 1, 3)^3 as point
    from counted
    inner join whole using (role, level, country_code, metro, remote_policy)
    where n_of >= 10 and n_clusters >= 5
),

-- n reduced for clustering: never above n, never below the number of equal employers.
effective as (
    select
        *,
        case
            when share in (0, 1) then least(n_equal, n_of)
            when variance <= 0 then n_of
            else least(greatest(share * (1 - share) / variance, least(n_equal, n_of)), n_of)
        end as m
    from scattered
)

select
    role, level, country_code, metro, remote_policy,
    'skill' as kind,
    skill as name,
    n::bigint as n,
    n_of::bigint as n_of,
    share,
    greatest(0, least(share, (share + point^2 / (2 * m) - point * sqrt(share * (1 - share) / m + point^2 / (4 * m^2))) / (1 + point^2 / m))) as share_low,
    least(1, greatest(share, (share + point^2 / (2 * m) + point * sqrt(share * (1 - share) / m + point^2 / (4 * m^2))) / (1 + point^2 / m))) as share_high
from effective
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
    from hired
    inner join whole using (role, level, country_code, metro, remote_policy)
    inner join called using (employer_key)
    where n >= 3
    qualify row_number() over (partition by role, level, country_code, metro, remote_policy order by n desc, employer) <= 5
)
order by role, level, country_code, metro, remote_policy, kind, n desc, name
