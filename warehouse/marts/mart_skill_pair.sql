-- Which skills come together? One row per role and pair of skills.
create table mart_skill_pair (
    role varchar,
    skill_a varchar,
    skill_b varchar,
    n_both bigint,
    lift double
);

comment on column mart_skill_pair.role is 'Role counted.';
comment on column mart_skill_pair.skill_a is 'One skill.';
comment on column mart_skill_pair.skill_b is 'The other.';
comment on column mart_skill_pair.n_both is 'Openings that name both.';
comment on column mart_skill_pair.lift is 'Times as often together as if independent.';
