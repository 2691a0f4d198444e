"""An edition as files for others: tables, figures, what they mean, and what changed since the one before."""
