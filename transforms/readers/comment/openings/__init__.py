"""Finds which openings a comment offers: in its first line, in lists and rows of titles, and in prose."""
