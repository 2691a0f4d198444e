-- How did demand for each role develop? One row per role, grain and period. Chained index over boards looked at in both of two neighbouring periods (METHODS: docs/methods.md).
create table mart_role_growth (
    role varchar,
    grain varchar,
    period_start date,
    stock bigint,
    flow bigint,
    stock_corrected double,
    stock_corrected_low double,
    stock_corrected_high double,
    "index" double,
    index_low double,
    index_high double,
    index_as_read double,
    flow_index double,
    flow_index_low double,
    flow_index_high double,
    flow_index_as_read double,
    fixed_index double,
    geks_index double,
    role_share double,
    role_share_low double,
    role_share_high double,
    role_as_read_share double,
    n_boards bigint,
    n_boards_seen bigint,
    n_boards_joined bigint,
    n_boards_left bigint,
    n_employers bigint,
    is_thin boolean,
    is_drifting boolean,
    note varchar
);

comment on column mart_role_growth.role is 'Role counted; ''all'' for all postings.';
comment on column mart_role_growth.grain is 'week or month.';
comment on column mart_role_growth.period_start is 'First day of the period.';
comment on column mart_role_growth.stock is 'Openings open at the last conclusive looks, by the role that was read; includes boards that joined later, and for four weeks or a month those that no longer answer.';
comment on column mart_role_growth.flow is 'Openings first seen in the period, also after a missed look, excluding reposts and each board''s first look.';
comment on column mart_role_growth.stock_corrected is 'stock corrected for misread roles by the confusion matrix of held-out employers (docs/methods.md, Misread roles); null for role ''all''.';
comment on column mart_role_growth.stock_corrected_low is 'Lower end of its 95 % interval: of misreading alone, since the boards watched are counted whole.';
comment on column mart_role_growth.stock_corrected_high is 'Upper end.';
comment on column mart_role_growth."index" is 'Matched-panel index of the stock, 100 at the start, corrected for misread roles; changes between two looks are linked however far apart they are.';
comment on column mart_role_growth.index_low is 'Lower end of its 95 % interval: employer bootstrap or quasi-Poisson, whichever is wider, widened by the uncertainty of the confusion matrix of roles.';
comment on column mart_role_growth.index_high is 'Upper end.';
comment on column mart_role_growth.index_as_read is 'The same index by the roles as read, for comparison.';
comment on column mart_role_growth.flow_index is 'The same for the flow of the four weeks or the month up to each look; null, with a note, where too few are new.';
comment on column mart_role_growth.flow_index_low is 'Lower end of its 95 % interval, made as that of index.';
comment on column mart_role_growth.flow_index_high is 'Upper end.';
comment on column mart_role_growth.flow_index_as_read is 'The same by the roles as read, for comparison.';
comment on column mart_role_growth.fixed_index is 'Direct index over the boards of the first period: drift shows as distance to index.';
comment on column mart_role_growth.geks_index is 'Index through all pairs of periods of a rolling window (13 weeks or months), which cannot drift: a check of index.';
comment on column mart_role_growth.role_share is 'The role''s share of all openings on the boards watched in the period, added ones included (n_boards_seen of role all), corrected for misread roles; null for periods whose openings other versions of the readers read.';
comment on column mart_role_growth.role_share_low is 'Lower end of its 95 % interval: Wilson, clustered by employer, widened by the uncertainty of the confusion matrix of roles.';
comment on column mart_role_growth.role_share_high is 'Upper end.';
comment on column mart_role_growth.role_as_read_share is 'The share by the roles as read, for comparison.';
comment on column mart_role_growth.n_boards is 'Boards matched and looked at in the period: those behind the index.';
comment on column mart_role_growth.n_boards_seen is 'Boards with a conclusive look in the period that had such openings: those behind stock and flow, from the first look on.';
comment on column mart_role_growth.n_boards_joined is 'Boards of any role that came into the panel in the period, all of them in the first: stock and role_share may break here, index does not.';
comment on column mart_role_growth.n_boards_left is 'Boards of any role that were in the panel in the period before and are no longer: the same.';
comment on column mart_role_growth.n_employers is 'Their employers.';
comment on column mart_role_growth.is_thin is 'Fewer than eight boards looked at, or eight employers: no estimate.';
comment on column mart_role_growth.is_drifting is 'Whether fixed_index or geks_index lies outside the interval of index; null where there is no index.';
comment on column mart_role_growth.note is 'Why a number is missing or needs care; null when there is nothing to say.';
