-- How fast does demand grow, in one number? One row per role and measure. Null with a note while there are too few looks.
create table mart_growth_headline (
    role varchar,
    measure varchar,
    period_from date,
    period_to date,
    n_weeks bigint,
    growth_share double,
    growth_low double,
    growth_high double,
    growth_as_read_share double,
    naive_growth_share double,
    growth_with_held_share double,
    growth_unreplaced_share double,
    n_boards bigint,
    n_employers bigint,
    n_boards_held bigint,
    n_vanished bigint,
    is_year_on_year boolean,
    is_drifting boolean,
    note varchar
);

comment on column mart_growth_headline.role is 'Role counted; ''all'' for all postings.';
comment on column mart_growth_headline.measure is 'stock, flow or share.';
comment on column mart_growth_headline.period_from is 'First period.';
comment on column mart_growth_headline.period_to is 'Last period in which enough boards were looked at.';
comment on column mart_growth_headline.n_weeks is 'Weeks between them.';
comment on column mart_growth_headline.growth_share is 'Growth over the span (0.25 = +25 %), corrected for misread roles.';
comment on column mart_growth_headline.growth_low is 'Lower end of its 95 % interval: employer bootstrap or quasi-Poisson, whichever is wider, widened by the uncertainty of the confusion matrix of roles.';
comment on column mart_growth_headline.growth_high is 'Upper end.';
comment on column mart_growth_headline.growth_as_read_share is 'The same growth by the roles as read, for comparison.';
comment on column mart_growth_headline.naive_growth_share is 'Growth of the raw count, newly added boards included. Shown as a warning, not as an estimate.';
comment on column mart_growth_headline.growth_with_held_share is 'The same growth if the held lists are right: growth_low and growth_high reach over both; null while no board is held.';
comment on column mart_growth_headline.growth_unreplaced_share is 'The same growth if nobody took the place of the employers that vanished: each counts as zero from then on. The truth lies between the two where fewer were founded than vanished. Null for shares.';
comment on column mart_growth_headline.n_boards is 'Boards matched and looked at in the last period.';
comment on column mart_growth_headline.n_employers is 'Their employers.';
comment on column mart_growth_headline.n_boards_held is 'Boards whose newest list is held, because for the first time it is less than half as long as usual: they are not in growth_share.';
comment on column mart_growth_headline.n_vanished is 'Employers with such openings that vanished in the span with all their boards. They leave the index as if new employers had taken their place.';
comment on column mart_growth_headline.is_year_on_year is 'Whether the span is a year.';
comment on column mart_growth_headline.is_drifting is 'Stock only: whether the fixed panel''s index or GEKS lies outside the interval of the chained index at the last period; null where there is none.';
comment on column mart_growth_headline.note is 'Why a number is missing or needs care; null when there is nothing to say.';
