-- How far can the numbers be trusted? One row per section, source and item.
-- Every count is of the current market.
-- Excludes looks that repeat another look of the same instant.
create table mart_quality as
with sizes as (
    select source, count(*) as n_all
    from posting
    group by source
),
looks as (
    select 'looks' as section, source, case when origin is not null then 'from a history' when is_excerpt then 'excerpt' else outcome end as item, count(*) as n,
        sum(count(*)) over (partition by source) as n_of
    from look
    where is_counted
    group by source, item
),
suspects as (
    select 'looks' as section, source, 'suspect' as item, count(*) filter (where is_suspect) as n, count(*) as n_of
    from look
    where is_counted
    group by source
),
vanished as (
    select 'looks' as section, source, 'boards that vanished' as item,
        count(distinct board) filter (where is_death) as n, count(distinct board) as n_of
    from look
    where is_counted
    group by source
),
fields as (
    unpivot (
        select
            source,
            count(*) as n_of,
            count(employer) as employer,
            count(department) as department,
            count(location_raw) as location_raw,
            count(*) filter (where len(country_codes) > 0) as country_codes,
            count(remote_policy) as remote_policy,
            count(employment_type) as employment_type,
            count(posted_date) as posted_date,
            count(*) filter (where strlen(description_text) > 0) as description_text,
            count(language) as language,
            count(level) as level,
            count(years_min) as years_min,
            count(*) filter (where degree <> 'none_stated') as degree
        from posting
        group by source
    )
    on columns(* exclude (source, n_of))
    into name item value n
),
-- Apart from the other fields: DuckDB would hold all texts for the joins.
listed as (
    select 'fields' as section, source, 'pay' as item, count(stated.posting_id) as n, any_value(n_all) as n_of
    from sizes
    left join (select source, posting_id from posting semi join posting_pay using (posting_id)) as stated using (source)
    group by source
    union all
    select 'fields', source, 'skills', count(named.posting_id), any_value(n_all)
    from sizes
    left join (select source, posting_id from posting semi join posting_skill using (posting_id)) as named using (source)
    group by source
),
roles as (
    select 'roles' as section, source, coalesce(role_counted, 'no opening: prospects') as item, count(*) as n, sum(count(*)) over (partition by source) as n_of
    from posting
    group by source, role_counted
),
title_only as (
    select 'roles' as section, source, 'read from the title only' as item, count(*) filter (where role_basis = 'title') as n, count(*) as n_of
    from posting
    group by source
),
languages as (
    select 'languages' as section, 'all' as source, coalesce(language, 'not known') as item, count(*) filter (where role_counted = 'unclear') as n, count(*) as n_of
    from posting
    where role_counted is not null
    group by item
),
conflicts as (
    select 'pay' as section, source, 'fields and text differ' as item, count(*) filter (where has_pay_conflict) as n, count(has_pay_conflict) as n_of
    from posting
    group by source
),
bases as (
    select 'pay' as section, source, 'stated in ' || basis as item, count(distinct posting_id) as n, any_value(n_all) as n_of
    from posting_pay
    inner join posting using (posting_id)
    inner join sizes using (source)
    group by source, basis
),
ranges as (
    select 'pay' as section, source,
        unnest(['implausible ranges', 'ranges in a currency without a rate', 'ranges above 3:1']) as item,
        unnest([
            count(*) filter (where is_implausible),
            count(*) filter (where coalesce(min_usd_year, max_usd_year) is null and coalesce(min_year, max_year) is not null),
            count(*) filter (where is_wide)
        ]) as n,
        count(*) as n_of
    from posting_pay
    inner join posting using (posting_id)
    group by source
),
unread as (
    select 'pay' as section, source, 'phrases not understood' as item, count(*) as n, any_value(n_all) as n_of
    from pay_unread
    inner join posting using (posting_id)
    inner join sizes using (source)
    group by source
),
duplicates as (
    select 'duplicates' as section, source, 'postings beyond the first of their opening' as item,
        count(*) - count(distinct opening_id) as n, count(*) as n_of
    from posting
    group by source
),
dates as (
    select 'dates' as section, source,
        unnest(['implausible posting dates', 'posting dates before 2000', 'posting dates in the future']) as item,
        unnest([
            count(*) filter (where is_date_implausible),
            count(*) filter (where is_date_implausible and posted_date < date '2000-01-01'),
            count(*) filter (where is_date_implausible and posted_date >= date '2000-01-01')
        ]) as n,
        count(posted_date) as n_of
    from posting
    group by source
),
feeds as (
    select source, board, bool_or(is_excerpt) as is_feed
    from look
    group by source, board
),
unknown as (
    select 'lifecycles' as section, posting.source,
        'openness unknown: ' || case when is_feed then 'feed shows only its newest' else 'board has not answered' end as item,
        count(*) filter (where is_open is null) as n, count(*) as n_of
    from posting
    left join feeds using (source, board)
    where closed_at is null
        and not is_census
        and is_prospect is not true
    group by posting.source, item
),
overtaken as (
    select 'dates' as section, source, 'looks out of order' as item, count(*) filter (where is_out_of_order) as n, count(*) as n_of
    from look
    where is_counted or is_out_of_order
    group by source
),
nameless as (
    select 'employers' as section, source, 'postings without an employer''s name' as item,
        count(*) filter (where employer_key is null) as n, count(*) as n_of
    from posting
    group by source
),
drifting as (
    select 'growth' as section, 'all' as source, 'roles whose chained index drifts' as item,
        count(*) filter (where is_drifting) as n, count(*) as n_of
    from mart_growth_headline
    where is_drifting is not null
    having count(*) > 0
),
rejected as (
    select 'quarantine' as section, source, reason as item, count(*) as n, sum(count(*)) over (partition by source) as n_of
    from quarantine
    group by source, reason
),
united as (
    select section, source, item, n, n_of from looks
    union all select section, source, item, n, n_of from suspects
    union all select 'fields' as section, source, item, n, n_of from fields
    union all select section, source, item, n, n_of from listed
    union all select section, source, item, n, n_of from roles
    union all select section, source, item, n, n_of from title_only
    union all select section, source, item, n, n_of from languages
    union all select section, source, item, n, n_of from conflicts
    union all select section, source, item, n, n_of from bases
    union all select section, source, item, n, n_of from ranges
    union all select section, source, item, n, n_of from unread
    union all select section, source, item, n, n_of from duplicates
    union all select section, source, item, n, n_of from dates
    union all select section, source, item, n, n_of from unknown
    union all select section, source, item, n, n_of from overtaken
    union all select section, source, item, n, n_of from nameless
    union all select section, source, item, n, n_of from drifting
    union all select section, source, item, n, n_of from rejected
)
select
    section,
    source,
    item,
    n::bigint as n,
    n_of::bigint as n_of,
    case when n_of > 0 then n / n_of end as share
from united
order by section, source, n desc, item;

comment on column mart_quality.section is 'looks (by outcome; excerpt: partial as a feed of its newest always is; from a history: imported), fields (fill rate), roles, languages (postings without a clear role, by the language of their text), pay, duplicates, dates, lifecycles (of postings not found gone), growth, quarantine (by reason).';
comment on column mart_quality.source is 'Kind of board.';
comment on column mart_quality.item is 'What is counted.';
comment on column mart_quality.n is 'How many.';
comment on column mart_quality.n_of is 'Of how many.';
comment on column mart_quality.share is 'n / n_of; null when n_of is 0.';
