-- The year up to the newest sighting, as for pay bands. A census is dated by its month, and one of a running month by its last sighting.
with known as (
    select
        * exclude (description_text, work_text, role_evidence),
        description_text is not null as has_text,
        last_day(try_strptime(period || '-01', '%Y-%m-%d')::date) as month_end
    from posting
    where is_prospect is not true
),

dated as (
    select
        * exclude (month_end),
        case when is_census is not true or month_end > last_seen_at::date then last_seen_at::date else month_end end as seen_date
    from known
),

recent as (
    select *
    from dated
    where seen_date > (select max(newest.seen_date) - 365 from dated as newest)
        and opening_id is not null
        and employer_key is not null
        and role_counted in ('ai_engineer', 'ml_engineer', 'data_scientist', 'research_scientist', 'data_engineer', 'data_analyst', 'software_engineer')
),

paid as (
    select
        posting_id,
        avg(min_usd_year) as low,
        avg((min_usd_year + max_usd_year) / 2) as middle,
        avg(max_usd_year) as high
    from base_range
    group by posting_id
),

-- One posting speaks for an opening, as in mart_skill_demand. With all of its copies together, openings advertised often would name more skills.
speaking_posting as (
    select opening_id, min(posting_id) as posting_id
    from recent
    where has_text
    group by opening_id
),

skills_named as (
    select speaking_posting.opening_id, list_sort(list(posting_skill.skill)) as skills
    from speaking_posting
    inner join posting_skill using (posting_id)
    group by speaking_posting.opening_id
)

select
    opening_id,
    arg_min(recent.employer_key, posting_id) as employer_key,
    arg_min(recent.role_counted, posting_id) as role,
    arg_min(recent.role_confidence, posting_id) as role_confidence,
    arg_min(recent.level, posting_id) as level,
    arg_min(recent.remote_policy, posting_id) as remote_policy,
    list_sort(list_distinct(flatten(list(recent.country_codes)))) as country_codes,
    list_sort(list_distinct(flatten(list(recent.metros)))) as metros,
    coalesce(bool_or(recent.is_open), false) as is_open,
    bool_or(recent.is_census) as is_census,
    bool_or(recent.has_text) as has_text,
    count(paid.posting_id) > 0 as states_pay,
    bool_or(recent.has_text) or count(paid.posting_id) > 0 as could_state_pay,
    avg(paid.low) as pay_min_usd_year,
    avg(paid.middle) as pay_usd_year,
    avg(paid.high) as pay_max_usd_year,
    coalesce(any_value(skills_named.skills), []) as skills,
    arg_min(recent.employment_type, posting_id) as employment_type,
    any_value(recent.visa) filter (where is_speaking) as visa,
    any_value(recent.years_min) filter (where is_speaking) as years_min,
    any_value(recent.degree) filter (where is_speaking) as degree
from recent
left join paid using (posting_id)
left join skills_named using (opening_id)
left join (select posting_id, true as is_speaking from speaking_posting) as spoken using (posting_id)
group by opening_id
order by opening_id
