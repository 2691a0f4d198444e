"""Histories that others keep of the rehearsal market: a crawler's ledger, and an archive of adverts."""
