"""What each kind of supervision instrument (监督文书) says in its standard sentences; pure (domain 7.1, 7.3)."""
