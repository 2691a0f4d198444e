-- The employers of a quarter are not those of the one before, so a median may move because they changed.
with paid as (
    select posting_id, avg((min_usd_year + max_usd_year) / 2) as pay
    from base_range
    where min_usd_year is not null and max_usd_year is not null
    group by posting_id
),

stated as (
    select
        posting.opening_id,
        case when posting.is_census then posting.source else 'boards' end as origin,
        arg_min(posting.role_counted, posting.posting_id) as role,
        arg_min(posting.employer_key, posting.posting_id) as employer_key,
        bool_and(posting.country_codes = ['US']) as is_us,
        min(date_trunc('quarter', case
            when posting.is_census then try_strptime(posting.period || '-01', '%Y-%m-%d')
            else posting.first_seen_at
        end))::date as period_start,
        avg(paid.pay) as pay
    from posting
    inner join paid using (posting_id)
    where posting.is_prospect is not true
        and posting.opening_id is not null
        and posting.employer_key is not null
        and (posting.is_census or not posting.is_left_truncated)
        and posting.role_counted in ('ai_engineer', 'ml_engineer', 'data_scientist', 'research_scientist', 'data_engineer', 'data_analyst', 'software_engineer')
    group by posting.opening_id, origin
),

spread as (
    select origin, role, 'all' as country_code, period_start, employer_key, pay from stated
    union all
    select origin, role, 'US', period_start, employer_key, pay from stated where is_us
),

by_employer as (
    select origin, role, country_code, period_start, employer_key, count(*) as n
    from spread
    group by all
),

cell as (
    select
        origin, role, country_code, period_start,
        sum(n) as n,
        count(*) as n_employers,
        max(n) / sum(n) as top_employer_share,
        sum(n)^2 / sum(n^2) as n_equal_employers
    from by_employer
    group by all
),

middle as (
    select origin, role, country_code, period_start, list(pay order by pay) as pays, median(pay) as p50
    from spread
    group by all
),

scatter as (
    select origin, role, country_code, period_start, sum(off^2) as squares
    from (
        select
            origin, role, country_code, period_start,
            employer_key,
            sum(rank_distance(pay, p50, 0.5)) as off
        from spread
        inner join middle using (origin, role, country_code, period_start)
        group by all
    ) as employers
    group by all
),

measured as (
    select
        *,
        n >= 10 and n_employers >= 5 and top_employer_share <= 1 / 3 + 1e-9 as is_printed,
        quantile_interval(pays, n, 0.5, half_width(n, n_employers, n_equal_employers, squares, 0.5)) as ends
    from cell
    inner join middle using (origin, role, country_code, period_start)
    inner join scatter using (origin, role, country_code, period_start)
)

select
    origin,
    role,
    country_code,
    period_start,
    n::bigint as n_openings,
    n_employers::bigint as n_employers,
    case when is_printed then p50 end as p50,
    case when is_printed then ends[1] end as p50_low,
    case when is_printed then ends[2] end as p50_high,
    top_employer_share,
    case
        when not is_printed and n >= 10 and n_employers >= 5 then format('one employer has {:.0f}% of the openings (n = {})', top_employer_share * 100, n::bigint)
        when not is_printed then format('too few (n = {} of {} {})', n::bigint, n_employers, if(n_employers = 1, 'employer', 'employers')) end as note
from measured
order by origin, role, country_code, period_start
