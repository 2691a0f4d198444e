"""Filings: what employers tell the US Department of Labor they will pay, kept beside adverts."""
