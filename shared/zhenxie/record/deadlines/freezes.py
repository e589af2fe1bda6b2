"""D42 and D43: irrelevant property, and how long a freeze may last."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from zhenxie.law.deadlines.expiry import Expiry, Start, expiry
from zhenxie.law.deadlines.table import Period, period
from zhenxie.law.wording import Text
from zhenxie.record.deadlines.history import Act, History, Said, start_at
from zhenxie.record.deadlines.opened import Case, Opened, began, done
from zhenxie.wire.vocabulary import ApprovalLevel

_FREEZES: Final = {
    "money": "D43.money",
    "deposit": "D43.money",
    "securities": "D43.securities",
    "equity": "D43.equity",
    "insurance": "D43.equity",
}
_HIGH: Final = frozenset({ApprovalLevel.CITY.value, ApprovalLevel.PROVINCE.value, ApprovalLevel.MINISTRY.value})
_RENEWED: Final = Text("续行冻结、解除或者届满后自动解除", "renewed, lifted, or it lapses by itself")


def opened(history: History) -> Iterator[Opened]:
    """Yield the deadlines of property."""
    for one in history.of_type("property.released"):
        start = start_at(one.word("irrelevance_established_on"))
        if start is not None:
            yield Case(history=history, root=one).opens("D42.release", start, acts=[done(one)])
    for one in history.of_type("property.restrained"):
        key = _FREEZES.get(one.word("asset_kind") or "")
        if one.word("kind") == "freezing" and key is not None:
            yield _freeze(Case(history=history, root=one), key)


def _freeze(case: Case, key: str) -> Opened:
    root, day = case.root, case.root.word("until_day")
    level = (root.payload.get("document") or {}).get("approved_by_level")
    grave = key == "D43.money" and level in _HIGH

    def counted(found: Period, start: Start) -> Expiry:
        over = expiry(found, start)
        if day is None:
            return over
        step = Text(f"冻结文书载明期限至{day}", f"the document itself says: until {day}")
        return over.no_later_than(date.fromisoformat(day), step)

    perhaps_grave = key == "D43.money" and not grave and level is None and day is None
    return case.opens(
        "D43.money_grave" if grave else key,
        began(root, "from_day"),
        how=counted,
        longer=(lambda start: expiry(period("D43.money_grave"), start)) if perhaps_grave else None,
        acts=_ends(case, root),
        by_itself=True,
        notes=(_RENEWED,),
    )


def _ends(case: Case, root: Said) -> list[Act]:
    ref = root.word("property_ref")
    found = case.after("property.released", "property.restrained")
    return [done(one) for one in found if ref is not None and one.word("property_ref") == ref]
