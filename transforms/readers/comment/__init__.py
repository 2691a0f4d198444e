"""Hacker News comments, cut into openings."""
