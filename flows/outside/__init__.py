"""Facts that others publish, with their tables and licences."""
