"""Stated pay, found in text."""
