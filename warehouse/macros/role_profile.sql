-- How do the three roles differ in this attribute? select * from role_profile('degree');
-- Shares are of the openings that say anything on it; rows that only say no are left out. A value that none of the three has
-- stands here where its share is known: at 0, with its interval.
create macro role_profile(attribute_wanted) as table
select attribute, value, role, share, share_low, share_high, number, number_low, number_high, n, n_of, n_employers, note
from mart_role_profile
where attribute = attribute_wanted
    and role in ('ai_engineer', 'ml_engineer', 'data_scientist')
    and value not in ('no', 'false')
qualify max(n) over (partition by value) > 0 or count(share) over (partition by value) > 0;
