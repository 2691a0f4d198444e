"""How often the readers are right, on postings that people have labelled."""
