"""Prefect's flows, server and schedule around the plain functions."""
