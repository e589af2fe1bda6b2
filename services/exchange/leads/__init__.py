"""Leads (线索): the office's work on alerts, its own and those of the models."""
