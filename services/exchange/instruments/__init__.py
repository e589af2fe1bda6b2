"""Supervision instruments (监督文书): drafted, approved, numbered, issued, served, answered, contested, followed up."""
