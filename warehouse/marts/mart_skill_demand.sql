-- What is each role asked for? One row per role and skill that an opening of any role names: at 0 where none of the role's names it.
create table mart_skill_demand (
    role varchar,
    skill varchar,
    skill_name varchar,
    category varchar,
    n_with bigint,
    n_openings bigint,
    n_postings bigint generated always as (n_openings) virtual,
    n_employers bigint,
    share double,
    share_low double,
    share_high double,
    required_share double,
    required_low double,
    required_high double,
    preferred_share double,
    preferred_low double,
    preferred_high double,
    lift double,
    change_share double,
    change_low double,
    change_high double,
    year_change_share double,
    year_change_low double,
    year_change_high double,
    premium_share double,
    premium_low double,
    premium_high double,
    note varchar
);

comment on column mart_skill_demand.role is 'Role counted.';
comment on column mart_skill_demand.skill is 'Id of the taxonomy.';
comment on column mart_skill_demand.skill_name is 'Name for people.';
comment on column mart_skill_demand.category is 'Category.';
comment on column mart_skill_demand.n_with is 'Openings that name it; may be 0.';
comment on column mart_skill_demand.n_openings is 'Openings of the role with a text.';
comment on column mart_skill_demand.n_postings is 'Old name of n_openings, for one more version.';
comment on column mart_skill_demand.n_employers is 'Their employers.';
comment on column mart_skill_demand.share is 'Share of the role''s openings that name it.';
comment on column mart_skill_demand.share_low is 'Lower end of its 95 % interval (Wilson, widened for clustering by employer).';
comment on column mart_skill_demand.share_high is 'Upper end.';
comment on column mart_skill_demand.required_share is 'Share that requires it.';
comment on column mart_skill_demand.required_low is 'Lower end of its 95 % interval, as that of share.';
comment on column mart_skill_demand.required_high is 'Upper end.';
comment on column mart_skill_demand.preferred_share is 'Share that only prefers it.';
comment on column mart_skill_demand.preferred_low is 'Lower end of its 95 % interval, as that of share.';
comment on column mart_skill_demand.preferred_high is 'Upper end.';
comment on column mart_skill_demand.lift is 'How much it sets the role apart from the other roles: z of the log odds with an informative Dirichlet prior; null where none of its openings names it.';
comment on column mart_skill_demand.change_share is 'Share among openings that appeared in the last quarter less that of the quarter before; null, with a note, below 20 openings in either or with one employer.';
comment on column mart_skill_demand.change_low is 'Lower end of its 95 % interval (employers as clusters).';
comment on column mart_skill_demand.change_high is 'Upper end.';
comment on column mart_skill_demand.year_change_share is 'The same against the same quarter a year before; null below the same floor.';
comment on column mart_skill_demand.year_change_low is 'Lower end of its 95 % interval (employers as clusters).';
comment on column mart_skill_demand.year_change_high is 'Upper end.';
comment on column mart_skill_demand.premium_share is 'Difference in stated pay of openings that name it, of all seven roles together, all else equal (mart_pay_premium); null for skills that few openings with pay name.';
comment on column mart_skill_demand.premium_low is 'Lower end of its 95 % interval.';
comment on column mart_skill_demand.premium_high is 'Upper end.';
comment on column mart_skill_demand.note is 'Why there is no share, or no change on the quarter; null when there are both.';
