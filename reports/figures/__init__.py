"""What a figure shows: rows of a mart as figures that several pages share."""
