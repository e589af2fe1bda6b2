"""In which order events are read: by when they happened, then by the order in which the law knows them."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from operator import itemgetter
from typing import Final

from zhenxie.record.told import Told
from zhenxie.wire.json import canonical
from zhenxie.wire.moments import BEIJING, start_of

# The order of a case that goes by the book (CPL 109-182); it decides between events of the same moment.
BY_THE_BOOK: Final = (
    "case.notified",
    "case.referred",
    "case.received",
    "case.checked_before_filing",
    "case.filing_review_extended",
    "case.jurisdiction_designated",
    "case.procuratorate_assigned",
    "case.filing_refused",
    "case.filing_reconsidered",
    "case.filing_reviewed",
    "case.filed",
    "suspect.identified",
    "suspect.age_verified",
    "suspect.details_amended",
    "suspect.questioning_continued",
    "suspect.summoned",
    "suspect.summons_ended",
    "suspect.compelled_to_appear",
    "evidence.breath_tested",
    "evidence.blood_drawn",
    "evidence.blood_submitted",
    "evidence.forensic_opinion_issued",
    "evidence.forensic_opinion_notified",
    "property.restrained",
    "fact.established",
    "suspect.interrogated",
    "suspect.at_large",
    "suspect.detained",
    "suspect.delivered_to_detention_center",
    "suspect.family_notified",
    "suspect.detention_extended",
    "suspect.arrest_requested",
    "suspect.arrest_request_received",
    "suspect.arrest_approved",
    "suspect.arrest_refused",
    "suspect.arrest_decision_received",
    "suspect.arrested",
    "suspect.arrest_reconsideration_requested",
    "suspect.arrest_reconsidered",
    "suspect.residential_surveillance_imposed",
    "suspect.bail_imposed",
    "suspect.custody_extension_requested",
    "suspect.custody_extended",
    "suspect.custody_recalculated",
    "suspect.custody_suspended",
    "suspect.custody_necessity_reviewed",
    "suspect.measure_lifted",
    "suspect.released",
    "suspect.charges_changed",
    "suspect.plea_recorded",
    "suspect.split_off",
    "suspect.investigation_terminated",
    "case.continuation_approved",
    "case.merged",
    "case.transferred_out",
    "case.withdrawn",
    "case.refiled",
    "case.dossier_registered",
    "case.sent_for_prosecution",
    "case.proceeding_opened",
    "case.returned",
    "case.return_received",
    "case.resubmitted",
    "property.released",
    "suspect.penalized",
    "suspect.licence_revoked",
    "suspect.not_prosecuted",
    "suspect.prosecuted",
    "suspect.judged",
    "case.triage_overridden",
)
_RANKS: Final = {name: rank for rank, name in enumerate(BY_THE_BOOK)}
_UNRANKED: Final = len(BY_THE_BOOK)

# What tells two messages apart without telling two facts apart.
_OF_THE_MESSAGE: Final = frozenset({"message_id", "source_system", "sent_at"})


# Local time of the start (Asia/Shanghai), rank by the book, how coarse the time is, whom it is about, the event.
_Placed = tuple[str, int, int, str, Told]
_INSTANT, _DAY, _MONTH, _UNKNOWN = range(4)
# How much of a finer start names the stretch that a coarser moment covers.
_STRETCHES: Final = {_DAY: 10, _MONTH: 7, _UNKNOWN: 0}


def in_order(events: Iterable[Told]) -> list[Told]:
    """Return the events in the order in which the picture is drawn, each fact once.

    The order depends on what the events say, never on when or in which order they came. A day stands at the start
    of that day, and a month at the start of the month, unless finer events of the same stretch come before it by the
    book: a release on "2026-03-04" is read after a detention at 10:00 of that day. An event of unknown time is placed
    by the book alone. Events that say the same, under whatever message id, count once.
    """
    layers: tuple[list[_Placed], ...] = ([], [], [], [])
    for one in events:
        payload = one.payload
        start, coarseness = _start(payload.get("occurred"))
        rank = _RANKS.get(one.type, _UNRANKED)
        layers[coarseness].append((start, rank, coarseness, payload.get("suspect_ref") or "", one))
    placed = layers[_INSTANT]
    for coarseness in (_DAY, _MONTH, _UNKNOWN):
        if layers[coarseness]:
            # Anchors are taken from finer layers only, so the order within a layer cannot matter.
            placed += _anchored(layers[coarseness], placed, _STRETCHES[coarseness]) if placed else layers[coarseness]
    placed.sort(key=_PLACE)
    return _each_fact_once(placed)


_PLACE: Final = itemgetter(0, 1, 2, 3)


def _start(moment: str | None) -> tuple[str, int]:
    if moment is None:
        return "", _UNKNOWN
    # The usual spellings are cut by hand: parsing every moment would cost more than the rest of the fold.
    if len(moment) == 10:
        return moment, _DAY
    if len(moment) == 25 and moment.endswith("+08:00") and moment[10] == "T":
        return moment[:19], _INSTANT
    if len(moment) == 7:
        return moment, _MONTH
    return start_of(moment).astimezone(BEIJING).isoformat()[:-6], _INSTANT


def _anchored(layer: Sequence[_Placed], finer: Sequence[_Placed], length: int) -> list[_Placed]:
    latest: dict[str, dict[int, str]] = {}
    for start, rank, *_ in finer:
        stretch = latest.setdefault(start[:length], {})
        if start > stretch.get(rank, ""):
            stretch[rank] = start
    # Looked up, not searched: one layer may hold thousands of events, and so may the stretch that they cover.
    anchors = {start: _running(latest[start]) for start in {place[0] for place in layer} & latest.keys()}
    found: list[_Placed] = []
    for start, rank, coarseness, ref, one in layer:
        anchor = start
        if start in anchors:
            ranks, starts = anchors[start]
            before = bisect_right(ranks, rank)
            anchor = max(start, starts[before - 1]) if before else start
        found.append((anchor, rank, coarseness, ref, one))
    return found


def _running(latest: Mapping[int, str]) -> tuple[list[int], list[str]]:
    """Return the ranks of a stretch in order, and up to each the latest start."""
    ranks = sorted(latest)
    return ranks, list(accumulate((latest[rank] for rank in ranks), max))


def _each_fact_once(placed: Sequence[_Placed]) -> list[Told]:
    ordered: list[Told] = []
    previous: _Placed | None = None
    same: list[Told] = []
    for place in placed:
        if same and previous is not None and place[:4] != previous[:4]:
            ordered += same if len(same) == 1 else _distinct(same)
            same = []
        same.append(place[4])
        previous = place
    return ordered + (same if len(same) < 2 else _distinct(same))


def _distinct(same: Iterable[Told]) -> list[Told]:
    facts = {_said(one): one for one in same}
    return [facts[said] for said in sorted(facts)]


def _said(one: Told) -> tuple[bytes, str]:
    fact = {key: value for key, value in one.payload.items() if key not in _OF_THE_MESSAGE}
    return canonical(fact), one.source
