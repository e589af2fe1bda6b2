"""The present picture of each case."""
