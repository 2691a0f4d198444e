"""Where a posting's work is done."""
