-- One row per posting and skill that its reading names. A skill named twice counts as first named.
with named as (
    select
        known.posting_id,
        list_filter(reading.skills, lambda item: item is not null) as skills
    from reading
    inner join known using (row)
), numbered as (
    select
        posting_id,
        skills,
        list_transform(skills, lambda item: item.skill) as ids,
        range(1, len(skills) + 1) as places
    from named
), listed as (
    select
        posting_id,
        skills,
        unnest(list_filter(places, lambda place: list_position(ids, ids[place]) = place)) as place
    from numbered
)
select
    posting_id,
    skills[place].skill as skill,
    skills[place].category as category,
    skills[place].requirement as requirement,
    skills[place].phrase as phrase
from listed
