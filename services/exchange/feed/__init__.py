"""The append-only feed, numbered and chained."""
