"""Another title of custody (其他羁押依据): who serves a sentence of another case is not held by this one; pure."""

from typing import Final

from screening.casefile import CaseFile
from screening.coverage import Missing
from screening.models.words import word
from screening.related import PERSON
from zhenxie.law.wording import Text

_JUDGED: Final = "suspect.judged"
_NOT_HELD: Final = frozenset({"public_surveillance", "fine_only", "none"})


def serving_elsewhere(case: CaseFile, ref: str | None) -> tuple[Missing, ...]:
    """Return what is missing where another case sentenced the same person to custody: when he is free, it does not say."""
    judged = [
        one.event
        for one in case.related
        if one.kind == PERSON and one.own_suspect_ref == ref and one.event.type == _JUDGED
    ]
    held = [
        one
        for one in judged
        if one.data.get("probation") is not True and word(one.data.get("penalty")) not in _NOT_HELD
    ]
    text = Text(
        "同一人在另案被判处刑罚，是否因另案羁押未报送",
        "another case sentenced the same person: whether he is held by that title is not stated",
    )
    return tuple(Missing(text, _JUDGED, one.entry.source) for one in held[:1])
