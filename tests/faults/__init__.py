"""Faults on purpose: `make faults` runs the long forms, the tests here the short ones."""
