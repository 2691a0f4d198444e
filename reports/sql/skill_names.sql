-- What is each skill called?
select distinct skill, skill_name
from mart_skill_demand
order by skill, skill_name
