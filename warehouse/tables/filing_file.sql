-- One row per disclosure file of the US Department of Labor that `rolecall backfill dol_lca` took, and what became of its rows.
create table filing_file (
    file varchar,
    fiscal_year bigint,
    fiscal_quarter bigint,
    url varchar,
    taken_at timestamp,
    n_bytes bigint,
    n_rows bigint,
    n_not_certified bigint,
    n_other_work bigint,
    n_quarantined bigint,
    n_filings bigint
);

comment on column filing_file.file is 'Its name without the ending.';
comment on column filing_file.fiscal_year is 'Fiscal year, which begins in October of the year before.';
comment on column filing_file.fiscal_quarter is 'Quarter of the fiscal year; null for a file of the whole year.';
comment on column filing_file.url is 'Where it was taken from.';
comment on column filing_file.taken_at is 'The run that took it (UTC).';
comment on column filing_file.n_bytes is 'Bytes on the wire.';
comment on column filing_file.n_rows is 'Rows in it.';
comment on column filing_file.n_not_certified is 'Rows denied, or withdrawn before a decision.';
comment on column filing_file.n_other_work is 'Certified cases for other work, or for work that the title leaves unclear.';
comment on column filing_file.n_quarantined is 'Rows that could not be read: table quarantine, source dol_lca.';
comment on column filing_file.n_filings is 'Filings read, before cases in several files are counted once.';
