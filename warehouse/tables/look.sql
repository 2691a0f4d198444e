-- One row per attempt at a board, whatever its outcome. Key: look_id. Only complete and unchanged looks can say that a posting is gone.
create table look (
    look_id varchar,
    run_id varchar,
    source varchar,
    board varchar,
    employer varchar,
    period varchar,
    looked_at timestamp,
    outcome varchar,
    http_status bigint,
    n_postings bigint,
    n_bytes bigint,
    seconds double,
    error varchar,
    is_suspect boolean,
    is_death boolean,
    is_counted boolean,
    is_excerpt boolean,
    is_out_of_order boolean,
    n_requests bigint,
    origin varchar
);

comment on column look.look_id is 'Key. Time, source, board and run of the look.';
comment on column look.run_id is 'The run that looked.';
comment on column look.source is 'Kind of board: a name of table source.';
comment on column look.board is 'The source''s own name for the board.';
comment on column look.employer is 'Employer as the board list names it; null when the list does not say.';
comment on column look.period is 'YYYY-MM of a census (a Hacker News thread); null for boards whose postings open and close.';
comment on column look.looked_at is 'UTC; the run''s as_of.';
comment on column look.outcome is 'complete (all postings listed), partial (some pages failed, or is_excerpt), unchanged (304), missing (404, 410), refused (robots.txt, 401, 403, tdm-reservation), failed (timeouts, 5xx, 429 after retries, unreadable).';
comment on column look.http_status is 'Status of the last reply; null when there was none.';
comment on column look.n_postings is 'Postings listed; for an unchanged look, those of the look it repeats.';
comment on column look.n_bytes is 'Bytes received, decompressed.';
comment on column look.seconds is 'Time that the look took, including the wait for its turn.';
comment on column look.error is 'What went wrong, where, for a person to read; null when nothing did.';
comment on column look.is_suspect is 'A complete look that listed less than half of the board''s recent median (a first look: of the second): it closes nothing until a second look agrees.';
comment on column look.is_death is 'A missing look of a board that has been missing in at least three looks on three days ever since: it closes what the board listed.';
comment on column look.is_counted is 'False for a look that repeats another look at the same board at the same instant (a run done twice with one --as-of): statistics count only true.';
comment on column look.is_excerpt is 'The board shows a part of its postings by its nature (a feed of its newest): such a look is partial without a fault. Null where this was not recorded.';
comment on column look.is_out_of_order is 'A look dated after it was there before it: what it saw may not be of its date. Kept, and not counted.';
comment on column look.n_requests is 'Requests made for this look, excluding robots.txt and retries. Null where this was not recorded, and for imports.';
comment on column look.origin is 'The history that brought the look (rolecall import, rolecall backfill open_jobs): its name; null for a look of ours.';
