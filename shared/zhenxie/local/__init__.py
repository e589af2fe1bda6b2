"""Running everything on one machine: an embedded PostgreSQL, its roles and schema, and the processes."""
