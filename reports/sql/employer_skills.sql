-- Which skills do the openings of each employer with a page name most? Openings of the last year on its boards that have a text; the fifteen named most.
with read as (
    select employer_key, count(*) as n_of
    from mart_opening
    semi join leading_employers using (employer_key)
    where not is_census and has_text
    group by employer_key
),

named as (
    select employer_key, unnest(skills) as skill
    from mart_opening
    semi join leading_employers using (employer_key)
    where not is_census and has_text
),

called as (
    select distinct skill, skill_name
    from mart_skill_demand
)

select named.employer_key, called.skill_name, count(*) as n_with, any_value(read.n_of) as n_of, count(*) / any_value(read.n_of) as share
from named
inner join read using (employer_key)
inner join called using (skill)
where read.n_of >= 5
group by named.employer_key, called.skill_name
qualify row_number() over (partition by named.employer_key order by count(*) desc, called.skill_name) <= 15
order by named.employer_key, n_with desc, called.skill_name
