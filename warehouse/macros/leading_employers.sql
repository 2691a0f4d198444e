-- Which employers lead? One row per employer with most openings for the three roles in focus on its boards within a year, 200 at most; each has five of the seven roles, three of them in focus: from leading_employers;
create view leading_employers as
select
    employer_key,
    count(*) filter (where role in ('ai_engineer', 'ml_engineer', 'data_scientist')) as n_focus,
    count(*) as n_openings,
    count(*) filter (where states_pay) as n_stating_openings,
    count(*) filter (where could_state_pay) as n_could_state_pay
from mart_opening
where not is_census
group by employer_key
having count(*) >= 5 and count(*) filter (where role in ('ai_engineer', 'ml_engineer', 'data_scientist')) >= 3
order by n_focus desc, n_openings desc, employer_key
limit 200;

comment on column leading_employers.employer_key is 'Key: the employer normalised.';
comment on column leading_employers.n_focus is 'Its openings for the three roles in focus within a year.';
comment on column leading_employers.n_openings is 'Its openings for the seven roles within a year.';
comment on column leading_employers.n_stating_openings is 'How many of these state base pay.';
comment on column leading_employers.n_could_state_pay is 'How many of these could state pay, as in mart_pay_band.';
