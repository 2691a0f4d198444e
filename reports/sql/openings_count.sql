-- How many openings for each of the seven roles are open?
select open_jobs.role, count(*) as n_open_openings, count(distinct mart_opening.employer_key) as n_employers
from open_jobs
inner join mart_opening using (opening_id)
where open_jobs.role in ('ai_engineer', 'ml_engineer', 'data_scientist', 'research_scientist', 'data_engineer', 'data_analyst', 'software_engineer')
group by open_jobs.role
order by n_open_openings desc, open_jobs.role
