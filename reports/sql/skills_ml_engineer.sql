-- Which twelve skills set this role most apart from the others, and how often do the three roles name them?
select *
from skills_apart('ml_engineer')
order by apart_lift desc, skill, role
