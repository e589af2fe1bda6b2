"""Readable test data: cases and events as an agency would send them."""
