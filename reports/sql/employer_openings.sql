-- Which openings of the seven roles do the employers with a page have open? The 60 newest of each.
select
    mart_opening.employer_key,
    open_jobs.title,
    open_jobs.role,
    open_jobs.level,
    open_jobs.location,
    open_jobs.remote_policy,
    round(mart_opening.pay_usd_year) as pay_usd_year,
    open_jobs.opened_date,
    open_jobs.url
from open_jobs
inner join mart_opening using (opening_id)
semi join leading_employers on mart_opening.employer_key = leading_employers.employer_key
qualify row_number() over (partition by mart_opening.employer_key order by open_jobs.opened_date desc, open_jobs.opening_id) <= 60
order by mart_opening.employer_key, open_jobs.opened_date desc, open_jobs.title, open_jobs.url
