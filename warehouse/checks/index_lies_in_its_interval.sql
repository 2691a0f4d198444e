-- Does every growth index and every corrected stock lie inside its interval? Returns those that do not.
select
    role, grain, period_start, "index", index_low, index_high, flow_index, flow_index_low, flow_index_high,
    stock_corrected, stock_corrected_low, stock_corrected_high
from mart_role_growth
where not (index_low <= "index" + 1e-9 and "index" <= index_high + 1e-9)
    or not (stock_corrected_low <= stock_corrected + 1e-9 and stock_corrected <= stock_corrected_high + 1e-9)
    or not (flow_index_low <= flow_index + 1e-9 and flow_index <= flow_index_high + 1e-9)
