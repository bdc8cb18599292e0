"""Upgrades: stored databases of each release, and two releases at the same time."""
