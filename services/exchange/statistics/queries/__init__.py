"""What the statistics ask the database: how far was counted, and what was."""
