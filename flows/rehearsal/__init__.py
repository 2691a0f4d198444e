"""The rehearsal market: simulated employers with a known truth, behind a real HTTP server that speaks the boards' dialects."""
