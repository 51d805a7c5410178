"""Fetching from foreign servers: the address guard, limits, robots.txt."""
