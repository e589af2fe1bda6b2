"""One file a family of figures; each has `measure(size)`, which starts what it needs and ends it."""
