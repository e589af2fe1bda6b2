"""What a coded field says: a word of ours, or a sender's own code that nobody has mapped yet; pure."""

from typing import Any


def word(said: Any) -> str | None:
    """Return the word that is said, None where nothing is, or only a code of the sender's own table.

    A raw code (`{code, table}`) is no word: what it means nobody here knows, so it proves nothing and refutes nothing.
    """
    return said if isinstance(said, str) else None
