-- How do the roles differ side by side? One row per role, attribute and value that an opening of any role has: at 0 where none of the role's has it.
create table mart_role_profile (
    role varchar,
    attribute varchar,
    value varchar,
    n bigint,
    n_of bigint,
    n_employers bigint,
    share double,
    share_low double,
    share_high double,
    number double,
    number_low double,
    number_high double,
    note varchar
);

comment on column mart_role_profile.role is 'Role counted.';
comment on column mart_role_profile.attribute is 'remote, degree, level, years_min, math, portfolio, visa, equity, pay_disclosed, top_skill, portfolio_skill (named by openings that ask to see work), median_pay_usd …';
comment on column mart_role_profile.value is 'Value of the attribute.';
comment on column mart_role_profile.n is 'Openings with this value; may be 0.';
comment on column mart_role_profile.n_of is 'Openings that say anything on it; where silence is an answer, all that could say it: those with a text (degree, equity, portfolio, mathematics, skills, years), and for pay those with pay in the board''s fields too (n_could_state_pay of mart_pay_band).';
comment on column mart_role_profile.n_employers is 'Employers of the n_of; of the n where number is a median.';
comment on column mart_role_profile.share is 'n / n_of.';
comment on column mart_role_profile.share_low is 'Lower end of its 95 % interval.';
comment on column mart_role_profile.share_high is 'Upper end.';
comment on column mart_role_profile.number is 'The figure, for attributes that are numbers: the median of years_min, the median pay of mart_pay_band (middle of the range, converted, all levels), the rank of a skill.';
comment on column mart_role_profile.number_low is 'Lower end of a median''s 95 % interval (employer bootstrap); null for a rank.';
comment on column mart_role_profile.number_high is 'Upper end.';
comment on column mart_role_profile.note is 'Why a number is missing or needs care; null when there is nothing to say.';
