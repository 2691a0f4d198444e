"""The command line. Parses, calls and prints. Leaves the work to the rest of `flows`."""
