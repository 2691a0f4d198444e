-- What changed in the measure itself?
select changed_date, kind, what
from change_log
order by changed_date desc, kind, what
