"""Backtests (回溯检验): models replayed over what was heard, or over files, in parts, beside screening's own work."""
