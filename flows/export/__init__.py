"""An edition as files for others: tables, figures, pictures, what they mean, and what changed since the one before."""
