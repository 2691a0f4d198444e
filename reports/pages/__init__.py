"""One page a file: TITLE, READS (names of marts) and `build(frames, edition) -> Page`."""
