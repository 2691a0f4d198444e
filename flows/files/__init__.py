"""Postings in files of the user's: read, labelled, scored, imported."""
