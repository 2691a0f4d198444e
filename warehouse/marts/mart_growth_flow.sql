-- Where did the change in open openings come from? after = before + matched change + entered - left + unknown. One row per role, grain and period.
create table mart_growth_flow (
    role varchar,
    grain varchar,
    period_start date,
    n_before bigint,
    n_matched_change bigint,
    n_entered bigint,
    n_left bigint,
    n_unknown_change bigint,
    n_after bigint
);

comment on column mart_growth_flow.role is 'Role counted.';
comment on column mart_growth_flow.grain is 'week or month.';
comment on column mart_growth_flow.period_start is 'First day of the period.';
comment on column mart_growth_flow.n_before is 'Openings at the period before.';
comment on column mart_growth_flow.n_matched_change is 'Change on boards seen in both.';
comment on column mart_growth_flow.n_entered is 'On boards that joined.';
comment on column mart_growth_flow.n_left is 'On boards that left.';
comment on column mart_growth_flow.n_unknown_change is 'On boards whose looks failed.';
comment on column mart_growth_flow.n_after is 'Openings at this period.';
