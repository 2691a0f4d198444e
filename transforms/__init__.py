"""Pure transforms: frame or text in, frame or value out. No network, no clock, no files but the bundled lexicons."""
