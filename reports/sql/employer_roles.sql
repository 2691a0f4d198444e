-- What does each employer with a page hire for, and what does it state? Openings of the last year on its boards, by role.
select
    mart_opening.employer_key,
    mart_opening.role,
    count(*) as n_openings,
    coalesce(any_value(mart_employer_demand.n_open_openings), 0) as n_open_openings, -- by the last visits
    any_value(mart_employer_demand.n_new_28d) as n_new_28d,
    count(*) filter (where could_state_pay) as n_could_state_pay,
    count(*) filter (where states_pay) / nullif(count(*) filter (where could_state_pay), 0) as disclosure_share,
    case when count(pay_usd_year) >= 3 then min(pay_min_usd_year) filter (where pay_usd_year is not null) end as pay_lowest,
    case when count(pay_usd_year) >= 3 then median(pay_usd_year) end as pay_median,
    case when count(pay_usd_year) >= 3 then max(pay_max_usd_year) filter (where pay_usd_year is not null) end as pay_highest,
    count(pay_usd_year) as n_paid,
    case
        when count(pay_usd_year) < 3 then 'fewer than three state both ends'
    end as note
from mart_opening
left join mart_employer_demand
    on mart_opening.employer_key = mart_employer_demand.employer_key and mart_opening.role = mart_employer_demand.role
semi join leading_employers on mart_opening.employer_key = leading_employers.employer_key
where not mart_opening.is_census
group by mart_opening.employer_key, mart_opening.role
order by mart_opening.employer_key, n_openings desc, mart_opening.role
