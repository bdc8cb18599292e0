"""The forms, one module an area."""
