"""The record: one pure fold of what was told into the picture of a case, with corrections and "as known at"."""
