"""What the lake lets go: old raw bodies, parts that are merged, and what somebody asks to be forgotten."""
