-- Are roles, levels and outcomes only the words that are defined? Returns rows with another.
select 'role' as what, posting_id as id, role as word
from posting
where role not in ('ai_engineer', 'ml_engineer', 'data_scientist', 'research_scientist', 'data_engineer', 'data_analyst', 'software_engineer', 'other')
union all
select 'level', posting_id, level
from posting
where level not in ('intern', 'junior', 'mid', 'senior', 'staff', 'manager')
union all
select 'outcome', look_id, outcome
from look
where outcome not in ('complete', 'partial', 'unchanged', 'missing', 'refused', 'failed')
