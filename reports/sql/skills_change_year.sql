-- Which skills are named more often, or less, than in the same quarter a year before? Those beyond their interval first, with how many were compared.
with known as (
    select
        role, skill, skill_name, share, year_change_share as change_share, year_change_low as change_low, year_change_high as change_high, n_with, n_postings,
        n_employers, coalesce(year_change_low > 0 or year_change_high < 0, false) as is_beyond
    from mart_skill_demand
    where role in ('ai_engineer', 'ml_engineer', 'data_scientist') and year_change_share is not null and n_with >= 10
)

select
    *, count(*) over (partition by role) as n_compared, count(*) filter (is_beyond) over (partition by role) as n_beyond
from known
qualify row_number() over (partition by role order by is_beyond desc, abs(change_share) desc, skill) <= 6
order by role, change_share desc, skill
