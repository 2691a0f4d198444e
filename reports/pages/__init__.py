"""One page a file: TITLE, ORDER and `build(answer, edition) -> Page`."""
