"""Alerts (线索): what screening found, and what the office did with it."""
