"""Scripts that make bundled data and documents. Run by us, never by a user."""
