"""How fast demand grows: panels, chains, intervals."""
