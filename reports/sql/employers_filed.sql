-- How did new positions that employers filed with the Department of Labor grow, the newest four quarters against the four before? With and without outsourcers, all filers and those of both years.
select
    role, case filer_kind when 'all' then 'with_outsourcers' else filer_kind end as filer_kind, employers || '_filers' as employers,
    period_start, before_start, n_before, n_after, n_employers, growth_share, growth_low, growth_high,
    note
from mart_filed_growth
where grain = 'year' and measure = 'new_positions'
order by mart_filed_growth.role, mart_filed_growth.filer_kind, mart_filed_growth.employers
