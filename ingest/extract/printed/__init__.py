"""Printed figures: where they stand in a text, what they say, and what is none."""
