"""A census: Hacker News's threads, month by month and over a year."""
