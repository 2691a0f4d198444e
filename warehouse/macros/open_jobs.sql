-- Which jobs are open? One row per open opening, with the places and words of its open adverts and the pay of the first: from open_jobs where role = 'ai_engineer';
create view open_jobs as
with advert as (
    -- One job is often advertised once a place, and whoever asks for one of the places must find it.
    select
        opening_id,
        arg_min(posting_id, (first_seen_at, posting_id)) as posting_id,
        string_agg(distinct location_raw, ' | ' order by location_raw) as location,
        list_sort(list_distinct(flatten(list(country_codes)))) as country_codes,
        arg_min(remote_policy, (first_seen_at, posting_id)) as remote_policy,
        arg_min(employment_type, (first_seen_at, posting_id)) as employment_type,
        arg_min(visa, (first_seen_at, posting_id)) as visa,
        arg_min(url, (first_seen_at, posting_id)) as url
    from posting
    where is_open and opening_id is not null
    group by opening_id
),

stated as (
    select posting_pay.*
    from posting_pay
    semi join advert using (posting_id)
    where kind = 'base' and not is_implausible
    qualify row_number() over (partition by posting_id order by basis, min_usd_year nulls last, max_usd_year) = 1
)

select
    opening.opening_id,
    opening.employer,
    opening.title,
    opening.role_counted as role,
    opening.level,
    advert.location,
    advert.country_codes,
    advert.remote_policy,
    advert.employment_type,
    advert.visa,
    round(stated.pay_min, 2) as pay_min,
    round(stated.pay_max, 2) as pay_max,
    stated.currency,
    stated.period,
    opening.opened_date,
    opening.is_left_truncated,
    opening.n_postings,
    opening.n_reposts,
    opening.is_evergreen,
    advert.url
from opening
inner join advert on opening.opening_id = advert.opening_id
left join stated on advert.posting_id = stated.posting_id
where opening.is_open
order by opening.opened_date desc, opening.opening_id;

comment on column open_jobs.opening_id is 'Key: the opening.';
comment on column open_jobs.employer is 'Employer as written.';
comment on column open_jobs.title is 'Title of its first posting.';
comment on column open_jobs.role is 'Role counted: ''unclear'' below the floor of confidence.';
comment on column open_jobs.level is 'intern, junior, mid, senior, staff, manager; null when nothing says.';
comment on column open_jobs.location is 'The boards'' own words for the places of its open adverts, each once, with a vertical bar between them.';
comment on column open_jobs.country_codes is 'Countries of its open adverts, sorted; empty when unknown or anywhere.';
comment on column open_jobs.remote_policy is 'remote, hybrid, onsite: of its first open advert that says; null when none does.';
comment on column open_jobs.employment_type is 'full_time, part_time, contract, temporary, intern, volunteer: of its first open advert that says; null when none does.';
comment on column open_jobs.visa is 'offered, not_offered: of its first open advert that says; null when none does.';
comment on column open_jobs.pay_min is 'Lower bound of the first base range that its first open advert states, fields before text; null when none is stated.';
comment on column open_jobs.pay_max is 'Upper bound of that range.';
comment on column open_jobs.currency is 'ISO 4217 code.';
comment on column open_jobs.period is 'year, month, week, day or hour.';
comment on column open_jobs.opened_date is 'Day it was first seen.';
comment on column open_jobs.is_left_truncated is 'Already there at its board''s first look: it may be much older.';
comment on column open_jobs.n_postings is 'Its adverts.';
comment on column open_jobs.n_reposts is 'Times it came back under a new id within 90 days.';
comment on column open_jobs.is_evergreen is 'Open more than 180 days, or reposted three times or more within a year.';
comment on column open_jobs.url is 'Where a person can read the advert and apply.';
