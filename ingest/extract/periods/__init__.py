"""Periods in words: where a text names them, what they are, and which figure they date."""
