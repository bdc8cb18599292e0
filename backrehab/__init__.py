"""Back Rehab: an exercise diary for a sore lower back, with a published rule for each next step."""
