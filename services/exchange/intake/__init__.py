"""Agencies report events."""
