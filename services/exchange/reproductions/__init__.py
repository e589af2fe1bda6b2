"""Reproductions (线索重现): the office asks whether an alert follows again from what was known, and screening answers."""
