with held as (
    select table_name, 'table' as kind, comment from duckdb_tables() where not internal
    union all
    select view_name, 'view', comment from duckdb_views() where not internal
    union all
    select function_name || '(' || array_to_string(parameters, ', ') || ')', 'macro', comment
    from duckdb_functions()
    where function_type = 'table_macro' and not internal
)

select table_name, null as column_name, kind as type, comment as meaning
from held
where $table = 'all'
union all
select table_name, column_name, lower(data_type), comment
from duckdb_columns()
where table_name = $table and not internal
