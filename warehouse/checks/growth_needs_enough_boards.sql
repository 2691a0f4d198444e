-- Is no growth printed on fewer than eight boards or employers? Returns headlines that are.
select role, measure, growth_share, n_boards, n_employers
from mart_growth_headline
where growth_share is not null
    and (n_boards < 8 or n_employers < 8)
union all
select role, country_code, growth_share, n_boards, n_employers
from mart_growth_country
where growth_share is not null
    and (n_boards < 8 or n_employers < 8)
