"""What both services share: the wire language, the law, the fold, and the plumbing; it knows neither service."""
