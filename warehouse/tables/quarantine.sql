-- One row per raw posting that could not be read. It is kept in the lake as long as raw bodies are, and read again by the next reader version.
create table quarantine (
    source varchar,
    board varchar,
    external_id varchar,
    look_id varchar,
    reason varchar,
    excerpt varchar
);

comment on column quarantine.source is 'Kind of board.';
comment on column quarantine.board is 'The board.';
comment on column quarantine.external_id is 'The board''s id; null when it gave none.';
comment on column quarantine.look_id is 'The look that brought it.';
comment on column quarantine.reason is 'Why it could not be read.';
comment on column quarantine.excerpt is 'First characters of what was found.';
