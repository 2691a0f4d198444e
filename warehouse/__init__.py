"""The DuckDB file people query: its tables, marts and checks as SQL files, and the code that builds and reads it."""
