"""Digests of the editions in a site, and how they are sent."""
