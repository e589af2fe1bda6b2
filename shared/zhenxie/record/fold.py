"""The one pure fold: everything told of a case in, its picture out."""

from collections.abc import Iterable, Sequence
from typing import Final

from zhenxie.record import case_steps, suspect_steps
from zhenxie.record.corrections import standing
from zhenxie.record.drafts import CaseDraft, SuspectDraft, step_of
from zhenxie.record.order import in_order
from zhenxie.record.picture import Picture, Step
from zhenxie.record.told import Told
from zhenxie.wire.vocabulary import CaseStatus

__all__ = ["Picture", "Told", "drawn", "fold", "known_at"]


def fold(told: Iterable[Told]) -> Picture:
    """Return the picture that everything `told` of a case draws, corrections worked in.

    A pure function of the set of events: the order of arrival, and a second report of the same fact, change nothing.
    Types that this version does not know are kept among the steps and move nothing.
    """
    return drawn(in_order(standing(told)))


def drawn(events: Sequence[Told]) -> Picture:
    """Return the picture that events draw which stand, in the law's order and each fact once.

    It is for who has them so already; :func:`fold` is for everybody else.
    """
    case = CaseDraft()
    case.own_numbers = {one.case_number for one in events if one.case_number is not None}
    for one in events:
        step = step_of(one)
        case_steps.draw(case, step)
        if step.suspect_ref is not None:
            suspect_steps.draw(case.suspect(step.suspect_ref), step)
        else:
            case.steps.append(step)
    _settle(case)
    return _finished(case)


def known_at(told: Iterable[Told], position: int) -> list[Told]:
    """Return what had been told up to a position of the feed: its fold is the case as known then."""
    return [one for one in told if one.position <= position]


_CLOSED: Final = frozenset({CaseStatus.WITHDRAWN, CaseStatus.MERGED, CaseStatus.TRANSFERRED_OUT})


def _settle(case: CaseDraft) -> None:
    """Move the case to where its people stand, once all of them are known.

    Prosecuted as soon as one of them is; not prosecuted, or adjudicated, when nobody is left for whom it is open.
    """
    people = [one for one in case.suspects.values() if one.closed is None or one.outcome is not None]
    ends = [one.outcome for one in people if one.outcome is not None]
    if not ends or case.status in _CLOSED:
        return
    in_court = [end for end in ends if end.type != "suspect.not_prosecuted"]
    if in_court:
        judged = all(end.type == "suspect.judged" for end in in_court)
        case.move_to(CaseStatus.ADJUDICATED if judged and not _open(people) else CaseStatus.PROSECUTED, in_court[-1])
    elif not _open(people):
        case.move_to(CaseStatus.NOT_PROSECUTED, ends[-1])


def _open(people: Iterable[SuspectDraft]) -> bool:
    return any(one.outcome is None for one in people)


def _finished(case: CaseDraft) -> Picture:
    charges = {case_steps.charge_key(charge): charge for charge in case.said.pop("charges", ())}
    people = [person.finished() for person in case.suspects.values()]
    for person in people:
        for charge in person.charges:
            charges.setdefault(case_steps.charge_key(charge), charge)
    facts: list[Step] = [case.facts[key] for key in sorted(case.facts)]
    return Picture(
        status=case.status,
        status_since=case.since,
        numbers=sorted(case.own_numbers.union(case.numbers)),
        charges=list(charges.values()),
        steps=case.steps,
        proceedings=case.proceedings,
        linked_cases=case.linked,
        suspects=people,
        evidence=case.evidence,
        property=case.property,
        facts=facts,
        **case.said,
    )
