"""What looks tell of postings over time: lifecycles, openings, copies."""
