-- How often is a role read right, on postings labelled by hand?
select true_role, read_role, n
from role_confusion
order by true_role, read_role
