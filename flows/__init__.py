"""The edge of Rolecall: scrape -> classify -> store -> report.

In this order because raw sightings are the only truth: what a board said is kept first, untouched (`scrape`), then read
(`classify`), then counted (`store`), then shown (`report`). Each stop writes a place of its own and can be run again alone,
so a better reader re-reads all history and a killed run loses nothing. This is the only package that touches the network,
the clock, the disk layout, the environment, or another of our packages.
"""
