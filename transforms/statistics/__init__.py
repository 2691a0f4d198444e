"""Every statistic the marts print."""
