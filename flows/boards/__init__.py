"""Which boards are watched: lists, discovery, checks, parking, and what a run of them asks."""
