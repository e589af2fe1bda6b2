"""Orders of events that cannot be: what follows an act is said to have been before every act of that kind; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from screening.casefile import CaseFile, Event
from screening.models.words import word
from screening.quality.rulebook import IMPOSSIBLE_ORDER, Finding, called, of_several
from zhenxie.law.wording import Text
from zhenxie.wire.moments import surely_before

_BAIL, _SURVEILLANCE = "suspect.bail_imposed", "suspect.residential_surveillance_imposed"
_MEASURES: Final = {
    "bail": (_BAIL,),
    "residential_surveillance": (_SURVEILLANCE,),
    "detention": ("suspect.detained",),
    "arrest": ("suspect.arrested",),
}


@dataclass(frozen=True, slots=True)
class Order:
    """`later` is no act that can come before every one of `earlier`.

    `own`: only what the same agency reported is compared, where another agency may rightly have done the first act.
    """

    later: str
    earlier: tuple[str, ...]
    own: bool = False


# What would be a violation of the law (an arrest before its approval) is a rule's business and stands in none of these.
ORDERS: Final = (
    Order("case.filed", ("case.received",), own=True),
    Order("case.filing_reconsidered", ("case.filing_refused",)),
    Order("case.filing_reviewed", ("case.filing_refused",)),
    Order("case.withdrawn", ("case.filed",)),
    Order("case.refiled", ("case.withdrawn",)),
    Order("case.return_received", ("case.returned",)),
    Order("case.resubmitted", ("case.returned", "case.return_received")),
    Order("suspect.summons_ended", ("suspect.summoned",)),
    Order("suspect.delivered_to_detention_center", ("suspect.detained", "suspect.arrested")),
    Order("suspect.released", ("suspect.detained", "suspect.arrested", "suspect.delivered_to_detention_center")),
    Order("suspect.arrest_request_received", ("suspect.arrest_requested",)),
    Order("suspect.arrest_approved", ("suspect.arrest_requested",)),
    Order("suspect.arrest_refused", ("suspect.arrest_requested",)),
    Order("suspect.arrest_decision_received", ("suspect.arrest_approved", "suspect.arrest_refused")),
    Order("suspect.arrest_reconsidered", ("suspect.arrest_reconsideration_requested",)),
    Order("suspect.custody_extended", ("suspect.custody_extension_requested",)),
    Order("suspect.prosecuted", ("case.sent_for_prosecution",)),
    Order("suspect.not_prosecuted", ("case.sent_for_prosecution",)),
    Order("suspect.judged", ("suspect.prosecuted",)),
    Order("evidence.forensic_opinion_notified", ("evidence.forensic_opinion_issued",)),
)
_APART: Final = Text(
    "与本案其他机关报送的信息时间顺序矛盾，请核对该信息的日期",
    "its time contradicts what another agency reported of the case: check its date",
)


def orders(case: CaseFile) -> Iterator[Finding]:
    """Yield what the order of events says: a release before every detention, a judgment before the prosecution and so on."""
    for order in ORDERS:
        for late in case.of_type(order.later):
            yield from _of(late, _before(case, order, late))
    for lifted in case.of_type("suspect.measure_lifted"):
        types = _MEASURES.get(word(lifted.data.get("measure")) or "", (_BAIL, _SURVEILLANCE))
        yield from _of(lifted, case.of_type(*types, suspect=lifted.suspect_ref))
    for freed in case.of_type("property.released"):
        of_it = [
            one
            for one in case.of_type("property.restrained")
            if one.data.get("property_ref") == freed.data.get("property_ref")
        ]
        yield from _of(freed, of_it)


def _before(case: CaseFile, order: Order, late: Event) -> list[Event]:
    """Return the acts of which one at least must have come before, of the same suspect where both name one."""
    return [
        one
        for one in case.of_type(*order.earlier)
        if (one.suspect_ref == late.suspect_ref or None in (one.suspect_ref, late.suspect_ref))
        and not (order.own and one.entry.source != late.entry.source)
    ]


def _of(late: Event, earlier: Sequence[Event]) -> Iterator[Finding]:
    # Where one of the acts before has no date, or one that reaches so far back, the order may be right.
    if late.occurred is None or not earlier:
        return
    if not all(one.occurred is not None and surely_before(late.occurred, one.occurred) for one in earlier):
        return
    first = earlier[0]
    says = Text(
        f"“{called(late.type)}”的时间早于本案已报送的“{called(first.type)}”",
        f"{late.type} is said to have been before {first.type}",
    )
    yield from of_several(IMPOSSIBLE_ORDER, (late, first), "order", says, _APART)
