-- What do outside sources say? Facts of others, each with its source and licence, shown next to ours and never mixed in.
create table mart_benchmark (
    source varchar,
    occupation varchar,
    role varchar,
    area varchar,
    year bigint,
    period_start date,
    measure varchar,
    value double,
    n bigint,
    licence varchar,
    url varchar
);

comment on column mart_benchmark.source is 'Who says so.';
comment on column mart_benchmark.occupation is 'Occupation or title in the source''s words.';
comment on column mart_benchmark.role is 'The role it is compared with.';
comment on column mart_benchmark.area is 'Place.';
comment on column mart_benchmark.year is 'Year.';
comment on column mart_benchmark.period_start is 'First day of the month, for monthly figures; null for yearly ones.';
comment on column mart_benchmark.measure is 'p10, p25, p50, p75, p90 or mean, US dollars a year; a share (0 to 1) where its name says so.';
comment on column mart_benchmark.value is 'The figure.';
comment on column mart_benchmark.n is 'Employment or adverts behind it.';
comment on column mart_benchmark.licence is 'Licence.';
comment on column mart_benchmark.url is 'Where it is published.';
