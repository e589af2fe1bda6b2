"""Plumbing without a word of law: clock, settings, logs, HTTP, database names, health."""
