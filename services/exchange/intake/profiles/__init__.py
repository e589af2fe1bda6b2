"""Profiles: how the columns of a platform's row lead to events; one TOML file a platform."""
