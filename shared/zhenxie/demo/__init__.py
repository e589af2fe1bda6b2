"""The demonstration: an integrator's first hour, played on this machine with invented people; one file an act."""
