-- Which skills and which employers lead a selection? One row per selection of mart_slice without a skill, kind and name: the eight skills that most of a focus role's openings name, and the five employers with the most openings.
create table mart_slice_top (
    role varchar,
    level varchar,
    country_code varchar,
    metro varchar,
    remote_policy varchar,
    kind varchar,
    name varchar,
    n bigint,
    n_of bigint,
    share double,
    share_low double,
    share_high double
);

comment on column mart_slice_top.role is 'As in mart_slice.';
comment on column mart_slice_top.level is 'As in mart_slice.';
comment on column mart_slice_top.country_code is 'As in mart_slice.';
comment on column mart_slice_top.metro is 'As in mart_slice.';
comment on column mart_slice_top.remote_policy is 'As in mart_slice.';
comment on column mart_slice_top.kind is 'skill, employer.';
comment on column mart_slice_top.name is 'Id of the skill, or the employer''s name. Employers with fewer than three openings in the selection are not named.';
comment on column mart_slice_top.n is 'Openings that name the skill, or are the employer''s.';
comment on column mart_slice_top.n_of is 'Openings with a text, or all openings.';
comment on column mart_slice_top.share is 'n / n_of.';
comment on column mart_slice_top.share_low is 'Lower end of its 95 % interval (Wilson, n reduced for clustering by employer); null for an employer, which is counted and not estimated.';
comment on column mart_slice_top.share_high is 'Upper end.';
