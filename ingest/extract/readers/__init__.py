"""Readers: the bytes of a file become one text with its parts, whatever the format, within bounds."""
