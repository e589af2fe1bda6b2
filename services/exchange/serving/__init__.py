"""What surrounds the slices: problems, documents, limits, metrics, readiness, and what runs on the host."""
