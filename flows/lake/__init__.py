"""What was seen, as Parquet parts on disk: tables, parts, lock, retention, forgetting."""
