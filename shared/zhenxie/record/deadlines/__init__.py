"""The deadlines of one case: what opens and what ends each, out of everything told; pure."""
