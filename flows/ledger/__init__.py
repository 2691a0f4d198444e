"""The open-jobs ledger: when each posting of some 65,000 boards came and went, as somebody else's crawler saw it."""
