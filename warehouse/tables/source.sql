-- One row per kind of board that this version can read, whether or not it was looked at. Key: name.
create table source (
    name varchar,
    title varchar,
    never_gives varchar[],
    basis varchar
);

comment on column source.name is 'Key: the value of the column source in the other tables.';
comment on column source.title is 'Name for people.';
comment on column source.never_gives is 'Columns of a posting that boards of this kind never fill.';
comment on column source.basis is 'What the reading was written against: real (replies as sent), transcribed or documented. After a slash, the same for the pages of single postings.';
