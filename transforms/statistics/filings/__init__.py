"""Statistics of filings: what employers file for, and how that grows. They stand beside those of adverts."""
