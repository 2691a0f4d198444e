-- Counts every selection that reaches the floors. Selections, skills and employers are numbered: a market has millions of pairs.
with named as (
    select rowid as opening_number, unnest(skills) as skill
    from mart_opening
    where role in ('ai_engineer', 'ml_engineer', 'data_scientist')
),

common_skill as (
    select skill, row_number() over (order by count(*) desc, skill) as skill_number
    from named
    group by skill
    having count(*) >= 10
    qualify skill_number <= 40
),

place as (
    select rowid as opening_number, 'all' as country_code, 'all' as metro, true as is_pay_of_place from mart_opening
    union all
    select rowid, unnest(country_codes), 'all', len(country_codes) = 1 from mart_opening
    union all
    select rowid, 'US', unnest(metros), len(country_codes) = 1 from mart_opening
),

asked as (
    select rowid as opening_number, 0 as skill_number from mart_opening
    union all
    select named.opening_number, common_skill.skill_number from named inner join common_skill using (skill)
),

employer as (
    select employer_key, row_number() over (order by employer_key) as employer_number
    from (select distinct employer_key from mart_opening) as keys
),

placed as (
    select
        job.rowid as opening_number,
        job.role,
        known_level.level,
        place.country_code,
        place.metro,
        policy.remote_policy,
        place.is_pay_of_place
    from mart_opening as job
    cross join unnest(['all', job.level]) as known_level (level)
    cross join unnest(['all', job.remote_policy]) as policy (remote_policy)
    inner join place on job.rowid = place.opening_number
    where known_level.level is not null and policy.remote_policy is not null
),

selection as materialized (
    select
        row_number() over (order by role, level, country_code, metro, remote_policy) as selection_number,
        role, level, country_code, metro, remote_policy
    from placed
    group by role, level, country_code, metro, remote_policy
    having count(*) >= 10
),

member as materialized (
    select
        selection.selection_number,
        placed.opening_number,
        employer.employer_number,
        job.is_open,
        -- Of which of its countries an opening's pay speaks is not known here: it is neither paid nor silent in one of several.
        job.states_pay and placed.is_pay_of_place as states_pay,
        job.could_state_pay and placed.is_pay_of_place as could_state_pay,
        case when placed.is_pay_of_place then job.pay_usd_year end as pay
    from placed
    inner join selection using (role, level, country_code, metro, remote_policy)
    inner join mart_opening as job on placed.opening_number = job.rowid
    inner join employer using (employer_key)
),

by_employer as (
    select
        selection_number, skill_number,
        employer_number,
        count(*) as n,
        count(*) filter (where is_open) as n_open,
        count(*) filter (where could_state_pay) as n_could,
        count(*) filter (where states_pay) as n_stating,
        count(pay) as n_paid
    from member
    inner join asked using (opening_number)
    group by all
),

cell as (
    select
        selection_number, skill_number,
        sum(n) as n_openings,
        count(*) as n_employers,
        sum(n_open) as n_open_openings,
        sum(n_could) as n_could,
        sum(n_stating) as n_stating,
        count(*) filter (where n_could > 0) as n_could_employers,
        sum(n_could)^2 / nullif(sum(n_could^2), 0) as n_equal_could,
        sum(n_stating^2) as stating_squared,
        sum(n_stating * n_could) as stating_by_could,
        sum(n_could^2) as could_squared,
        sum(n_paid) as n_paid,
        count(*) filter (where n_paid > 0) as n_paying_employers,
        max(n_paid) / nullif(sum(n_paid), 0) as top_employer_share,
        sum(n_paid)^2 / nullif(sum(n_paid^2), 0) as n_equal_employers
    from by_employer
    group by all
    having sum(n) >= 10 and count(*) >= 5
),

printed as (
    select *
    from cell
    where n_paid >= 10 and n_paying_employers >= 5 and top_employer_share <= 1 / 3 + 1e-9
),

pays as (
    select member.selection_number, asked.skill_number, member.employer_number, member.pay
    from member
    inner join asked using (opening_number)
    semi join printed using (selection_number, skill_number)
    where member.pay is not null
),

middle as (
    select
        selection_number, skill_number,
        list(pay order by pay) as pays,
        quantile_cont(pay, [0.1, 0.25, 0.5, 0.75, 0.9]) as points
    from pays
    group by all
),

scatter as (
    select
        selection_number, skill_number,
        [sum(off_10^2), sum(off_25^2), sum(off_50^2), sum(off_75^2), sum(off_90^2)] as squares,
        count(*) as n_clusters
    from (
        select
            selection_number, skill_number,
            employer_number,
            sum(rank_distance(pay, points[1], 0.1)) as off_10,
            sum(rank_distance(pay, points[2], 0.25)) as off_25,
            sum(rank_distance(pay, points[3], 0.5)) as off_50,
            sum(rank_distance(pay, points[4], 0.75)) as off_75,
            sum(rank_distance(pay, points[5], 0.9)) as off_90
        from pays
        inner join middle using (selection_number, skill_number)
        group by all
    ) as employers
    group by all
),

measured as (
    select
        *,
        n_paid >= 20 and n_paying_employers >= 8 as has_quarters,
        n_paid >= 40 and n_paying_employers >= 15 as has_tenths,
        list_transform(
            [[0.1, squares[1]], [0.25, squares[2]], [0.5, squares[3]], [0.75, squares[4]], [0.9, squares[5]]],
            lambda known: quantile_interval(pays, n_paid, known[1], half_width(n_paid, n_clusters, n_equal_employers, known[2], known[1]))
        ) as ends
    from cell
    left join middle using (selection_number, skill_number)
    left join scatter using (selection_number, skill_number)
),

-- Of openings that could state pay, above the floor of a share: which part does, and its interval.
disclosed as (
    select
        selection_number, skill_number,
        n_stating / n_could as disclosure_share,
        student_point(n_equal_could) as point,
        effective_n(
            n_stating / n_could, n_could, n_equal_could,
            share_variance(n_stating / n_could, n_could, n_could_employers, stating_squared, stating_by_could, could_squared)
        ) as m
    from cell
    where n_could >= 10 and n_could_employers >= 5
),

located as (
    select
        * replace (coalesce(skill, 'all') as skill)
    from measured
    inner join selection using (selection_number)
    left join disclosed using (selection_number, skill_number)
    left join common_skill using (skill_number)
),

own_cell as (
    select
        role,
        level,
        country_code,
        metro,
        remote_policy,
        skill,
        n_openings::bigint as n_openings,
        n_employers::bigint as n_employers,
        n_open_openings::bigint as n_open_openings,
        n_paid::bigint as n_paid,
        n_paying_employers::bigint as n_paying_employers,
        n_stating::bigint as n_stating_openings,
        n_could::bigint as n_could_state_pay,
        disclosure_share,
        wilson_low(disclosure_share, m, point) as disclosure_low,
        wilson_high(disclosure_share, m, point) as disclosure_high,
        case when has_tenths then points[1] end as p10,
        case when has_tenths then ends[1][1] end as p10_low,
        case when has_tenths then ends[1][2] end as p10_high,
        case when has_quarters then points[2] end as p25,
        case when has_quarters then ends[2][1] end as p25_low,
        case when has_quarters then ends[2][2] end as p25_high,
        points[3] as p50,
        ends[3][1] as p50_low,
        ends[3][2] as p50_high,
        case when has_quarters then points[4] end as p75,
        case when has_quarters then ends[4][1] end as p75_low,
        case when has_quarters then ends[4][2] end as p75_high,
        case when has_tenths then points[5] end as p90,
        case when has_tenths then ends[5][1] end as p90_low,
        case when has_tenths then ends[5][2] end as p90_high,
        case when has_quarters and pays is not null then
            list_transform(range(26), lambda step: len(list_filter(pays, lambda pay: least(floor(pay / 20000), 25) = step)))
        end as pay_bins,
        top_employer_share,
        case
            when pays is not null then null
            when n_paid < 10 then format('too few state pay (n = {})', n_paid::bigint)
            when n_paying_employers < 5 then format('too few employers state pay (n = {} of {} {})', n_paid::bigint, n_paying_employers, if(n_paying_employers = 1, 'employer', 'employers'))
            else format('one employer has {:.0f}% of the openings with pay (n = {})', round(top_employer_share * 100), n_paid::bigint)
        end as note
    from located
),

-- What is known of the same openings there stands here too: median, distribution, n and the reason where there is none. A band also knows of which
-- of several countries a range speaks.
band as (
    select
        role,
        level,
        country_code,
        metro,
        'all' as remote_policy,
        'all' as skill,
        n_openings as n_paid,
        n_employers as n_paying_employers,
        n_stating_openings,
        n_could_state_pay,
        disclosure_share,
        disclosure_low,
        disclosure_high,
        p10, p10_low, p10_high,
        p25, p25_low, p25_high,
        p50, p50_low, p50_high,
        p75, p75_low, p75_high,
        p90, p90_low, p90_high,
        pay_bins,
        top_employer_share,
        case when p50 is null then note end as note
    from mart_pay_band
    where measure = 'mid' and is_converted and coalesce(region, 'all') = 'all'
),

printed_cell as (
    select *
    from own_cell
    anti join band using (role, level, country_code, metro, remote_policy, skill)
    union all by name
    select
        own_cell.role,
        own_cell.level,
        own_cell.country_code,
        own_cell.metro,
        own_cell.n_openings,
        own_cell.n_employers,
        own_cell.n_open_openings,
        band.* exclude (role, level, country_code, metro)
    from own_cell
    inner join band using (role, level, country_code, metro, remote_policy, skill)
)

select *
from printed_cell
order by role, level, country_code, metro, remote_policy, skill
