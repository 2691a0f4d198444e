-- How did the best-known skills of AI and ML work come up, month by month, in the longest history there is?
with longest as (
    select origin
    from mart_skill_adoption
    group by origin
    order by count(distinct period_start) desc, origin
    limit 1
)

select
    skill, skill_name, period_start, share, share_low, share_high, n_with, n_openings, n_employers, origin
from mart_skill_adoption
inner join longest using (origin)
where role = 'all'
    and skill in (
        'llm', 'rag', 'ai_agents', 'mcp', 'llm_evaluation', 'langchain', 'prompt_engineering', 'fine_tuning', 'vector_database', 'pytorch', 'tensorflow',
        'deep_learning'
    )
order by skill, period_start
