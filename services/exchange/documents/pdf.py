"""Official documents as .pdf: PDF/A-2b in the layout of GB/T 9704—2012, byte for byte the same whenever it is made."""

from collections.abc import Sequence
from datetime import UTC, datetime, time

from exchange.documents.fonts import Fonts
from exchange.documents.leaves import leaf
from exchange.documents.paper import Paper
from exchange.documents.press import press


def pdf(papers: Sequence[Paper], fonts: Fonts) -> bytes:
    """Return the papers, several counterparts of one document for instance, as one file; each begins on a page 1.

    It takes the processor for some milliseconds a page: a route calls it in a thread.

    :raises GlyphMissing: the fonts lack a character of the papers.
    :raises ValueError: there is no paper.
    """
    if not papers:
        raise ValueError("a file holds at least one paper")
    fonts.see_that_nothing_is_missing(papers)
    days = [one.issued_on for one in papers if one.issued_on is not None]
    day = datetime.combine(min(days), time(), tzinfo=UTC) if days else None
    return press(fonts).pdf([leaf(one) for one in papers], day=day)
