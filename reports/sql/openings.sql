-- Which openings for the seven roles are open? The 2,500 that are shown: the three roles in focus first, the newest first.
select
    open_jobs.opening_id,
    open_jobs.title,
    open_jobs.employer,
    open_jobs.role,
    mart_opening.role_confidence,
    open_jobs.level,
    open_jobs.location,
    array_to_string(open_jobs.country_codes, ' ') as countries,
    open_jobs.remote_policy,
    open_jobs.pay_min,
    open_jobs.pay_max,
    open_jobs.currency,
    open_jobs.period,
    mart_opening.pay_usd_year,
    array_to_string(mart_opening.skills, ' ') as skills,
    open_jobs.employment_type,
    open_jobs.visa,
    mart_opening.years_min,
    mart_opening.degree,
    open_jobs.opened_date,
    open_jobs.is_left_truncated,
    coalesce(open_jobs.n_reposts > 0 or open_jobs.is_evergreen, false) as is_stale,
    open_jobs.url
from open_jobs
inner join mart_opening using (opening_id)
where open_jobs.role in ('ai_engineer', 'ml_engineer', 'data_scientist', 'research_scientist', 'data_engineer', 'data_analyst', 'software_engineer')
order by
    open_jobs.role in ('ai_engineer', 'ml_engineer', 'data_scientist') desc,
    open_jobs.opened_date desc,
    open_jobs.opening_id
limit 2500
