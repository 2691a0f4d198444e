-- Which skills come together? One row per role and pair of skills that ten openings of five employers name, of which no employer has more than a third.
create table mart_skill_pair (
    role varchar,
    skill_a varchar,
    skill_b varchar,
    n_both bigint,
    n_employers bigint,
    top_employer_share double,
    lift double
);

comment on column mart_skill_pair.role is 'Role counted.';
comment on column mart_skill_pair.skill_a is 'One skill.';
comment on column mart_skill_pair.skill_b is 'The other.';
comment on column mart_skill_pair.n_both is 'Openings that name both.';
comment on column mart_skill_pair.n_employers is 'Employers of these openings, five at least.';
comment on column mart_skill_pair.top_employer_share is 'Share of these openings that are of one employer, a third at most: the habit of one employer is not that of a role.';
comment on column mart_skill_pair.lift is 'Times as often together as if independent.';
