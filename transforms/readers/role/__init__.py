"""Which role a posting's work is."""
