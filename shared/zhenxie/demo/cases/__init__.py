"""The invented cases that screening is shown, each with one sentence on what it shows and what must come of it."""
