-- When did a skill appear? One row per origin, role, skill and month from the first that names it. Boards and each census have rows of their own.
create table mart_skill_adoption (
    origin varchar,
    role varchar,
    skill varchar,
    skill_name varchar,
    period_start date,
    n_with bigint,
    n_openings bigint,
    n_employers bigint,
    share double,
    share_low double,
    share_high double,
    first_seen_start date,
    passed_1_start date,
    passed_5_start date,
    passed_10_start date
);

comment on column mart_skill_adoption.origin is 'The census (hackernews), or boards: our own and imported ones. Never mixed, since their employers differ.';
comment on column mart_skill_adoption.role is 'Role counted; ''all'': the seven roles together.';
comment on column mart_skill_adoption.skill is 'Id of the taxonomy. Skills that fewer than ten openings of the role ever named are left out.';
comment on column mart_skill_adoption.skill_name is 'Its name.';
comment on column mart_skill_adoption.period_start is 'First day of the month in which the openings appeared. Months below the floor of a share (ten openings of five employers) have no row.';
comment on column mart_skill_adoption.n_with is 'Openings of the month that name it; 0 in a month in which none does.';
comment on column mart_skill_adoption.n_openings is 'Openings of the month with a text. What was on a board at its first look is left out: its age is unknown.';
comment on column mart_skill_adoption.n_employers is 'Their employers.';
comment on column mart_skill_adoption.share is 'n_with / n_openings.';
comment on column mart_skill_adoption.share_low is 'Lower end of its 95 % interval (Wilson, n reduced for clustering by employer).';
comment on column mart_skill_adoption.share_high is 'Upper end.';
comment on column mart_skill_adoption.first_seen_start is 'First month in which an opening names it. The first month of the history says no more than "not later".';
comment on column mart_skill_adoption.passed_1_start is 'Month in which 1 % was durably passed: its share reaches the mark, and so do the six three-month windows in a row that begin with it. Null: not yet, or too recently to say.';
comment on column mart_skill_adoption.passed_5_start is 'The same for 5 %.';
comment on column mart_skill_adoption.passed_10_start is 'The same for 10 %.';
