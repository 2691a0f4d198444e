"""The HTML site: frames in, pages out. Computes no statistic of its own and knows nothing of DuckDB."""
