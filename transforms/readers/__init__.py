"""What decides a reading: one reader a field, its lexicon beside it."""
