"""The HTML site: answers in, pages out. It computes no statistic and does not know DuckDB."""
