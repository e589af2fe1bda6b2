"""Screening's own database: what it has read, found and still has to look at."""
