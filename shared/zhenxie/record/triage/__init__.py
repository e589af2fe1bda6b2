"""Triage (繁简分流, domain 9): which way a case takes, by what is told of it; a pure function of the picture."""
