-- One row per reading in some files of the lake: what the readers made of one body. Key: row, its place in these files together.
-- A file from before a column was added has nulls in it: no_reading has every column and no row.
-- reading_paths are reading_files with [ escaped: a path is a pattern here, and must match itself alone.
create or replace temporary view reading as
with file as (
    select
        file_name as filename,
        (sum(num_rows) over (order by list_position(getvariable('reading_files'), file_name)) - num_rows)::bigint as first_row
    from parquet_file_metadata(getvariable('reading_paths'))
), stored as (
    select found.* exclude (filename, file_row_number), file.first_row + found.file_row_number as row
    from
        read_parquet(
            getvariable('reading_paths'),
            filename = true, file_row_number = true, union_by_name = true, hive_partitioning = false
        ) as found
    inner join file using (filename)
)
select * from no_reading
union all by name
select * from stored
