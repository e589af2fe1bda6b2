"""Deadlines (期限): what is due when in a case, what is overdue, since when and by which article; also as a calendar."""
