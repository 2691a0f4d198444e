-- How many openings does each monthly Hacker News thread hold for each role? One row per source, role and month, also where no opening of the month is read as the role.
create table mart_census_demand (
    source varchar,
    role varchar,
    period_start date,
    n_posts bigint,
    n_openings bigint,
    opening_share double,
    share_low double,
    share_high double,
    opening_as_read_share double,
    yoy_share double,
    yoy_low double,
    yoy_high double,
    note varchar
);

comment on column mart_census_demand.source is 'The census.';
comment on column mart_census_demand.role is 'Role counted; ''all''.';
comment on column mart_census_demand.period_start is 'First day of the month.';
comment on column mart_census_demand.n_posts is 'Posts (comments that are adverts) in the thread.';
comment on column mart_census_demand.n_openings is 'Openings for the role, as read; 0 where there is none.';
comment on column mart_census_demand.opening_share is 'Share of all openings of the month, corrected for misread roles; null for role ''all''.';
comment on column mart_census_demand.share_low is 'Lower end of its 95 % interval: Wilson, clustered by employer, widened by the uncertainty of the confusion matrix of roles.';
comment on column mart_census_demand.share_high is 'Upper end.';
comment on column mart_census_demand.opening_as_read_share is 'n_openings by all openings of the month: the share by the roles as read.';
comment on column mart_census_demand.yoy_share is 'Change of opening_share against the same month a year before (0.25 = +25 %), for role ''all'' of n_openings; null with a note below 20 openings in either month.';
comment on column mart_census_demand.yoy_low is 'Lower end of its 95 % interval.';
comment on column mart_census_demand.yoy_high is 'Upper end.';
comment on column mart_census_demand.note is 'Why there is no change on the year, or what the month lacks; null when there is nothing to say.';
