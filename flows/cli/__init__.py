"""The command line. Parses, calls and prints; leaves the work to the rest of `flows`."""
