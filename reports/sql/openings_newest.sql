-- Which openings for the three roles in focus came last?
select
    open_jobs.opened_date,
    open_jobs.role,
    open_jobs.title,
    open_jobs.employer,
    open_jobs.level,
    open_jobs.location,
    open_jobs.remote_policy,
    round(mart_opening.pay_usd_year) as pay_usd_year,
    mart_opening.role_confidence,
    open_jobs.url
from open_jobs
inner join mart_opening using (opening_id)
where open_jobs.role in ('ai_engineer', 'ml_engineer', 'data_scientist')
order by open_jobs.opened_date desc, open_jobs.opening_id
limit 100
