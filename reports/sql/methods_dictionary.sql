-- What does each table and column of market.duckdb hold?
select table_name, column_name, data_type, comment
from data_dictionary
order by table_name, column_name
