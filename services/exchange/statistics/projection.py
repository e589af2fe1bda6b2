"""What an entry of the feed adds to the statistics; pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from zhenxie.record.corrections import ABOUT_MESSAGES
from zhenxie.record.told import Told
from zhenxie.wire.moments import BEIJING, precision_of, start_of

Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Counting:
    """What one event says that is counted: never a name, a number or a text.

    `due` is the day on which a reply is due, or for which a look-back is planned.
    """

    type: str
    day: date
    suspect_ref: str | None
    number: str | None
    subject_id: str | None = None
    kind: str | None = None
    addressee: str | None = None
    codes: tuple[str, ...] = ()
    alert_ids: tuple[str, ...] = ()
    due: date | None = None
    reply_days: int | None = None
    model: str | None = None
    model_version: str | None = None


def _nothing(_said: Said) -> tuple[str, ...]:
    return ()


def _words(*names: str) -> Callable[[Said], tuple[str, ...]]:
    def read(said: Said) -> tuple[str, ...]:
        return tuple(_word(said[name]) for name in names if said.get(name) is not None)

    return read


def _word(value: Any) -> str:
    # A sender's own code, of a table that nobody knows here, is counted under that code.
    return str(value["code"]) if isinstance(value, dict) else str(value)


def _flag(name: str) -> Callable[[Said], tuple[str, ...]]:
    def read(said: Said) -> tuple[str, ...]:
        stated = said.get(name)
        return () if stated is None else (name if stated else f"not_{name}",)

    return read


def _prosecuted(said: Said) -> tuple[str, ...]:
    return (*_words("procedure_suggested")(said), *_flag("in_custody")(said))


def _corrected(said: Said) -> tuple[str, ...]:
    return ("corrected",) if said.get("corrected") else ()


def _fact(said: Said) -> tuple[str, ...]:
    truth = (said.get("value") or {}).get("truth")
    return (str(said.get("key")),) if truth else ()


def _violations(said: Said) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said.get("violations") or ()))


CODES: Final[Mapping[str, Callable[[Said], tuple[str, ...]]]] = {
    "case.filed": _words("prompted_by"),
    "case.refiled": _words("ground"),
    "case.withdrawn": _words("prompted_by"),
    "case.sent_for_prosecution": _nothing,
    "case.proceeding_opened": _words("kind"),
    "case.returned": _nothing,
    "case.resubmitted": _words("outcome"),
    "case.triage_overridden": _words("track"),
    "fact.established": _fact,
    "suspect.arrest_approved": _nothing,
    "suspect.arrest_refused": _words("refusal_category"),
    "suspect.arrest_reconsideration_requested": _words("level"),
    "suspect.arrest_reconsidered": _words("level", "result"),
    "suspect.custody_extended": _nothing,
    "suspect.prosecuted": _prosecuted,
    "suspect.not_prosecuted": _words("kind"),
    "suspect.judged": _words("outcome"),
    "cooperation.opened": _words("kind"),
    "cooperation.answered": _words("kind", "act"),
    "alert.raised": _words("rule"),
    "alert.reviewed": _words("step", "dismissal_reason"),
    "instrument.issued": _violations,
    "instrument.served": _corrected,
    "instrument.replied": _words("answer"),
    "instrument.adopted": _nothing,
    "instrument.partially_adopted": _nothing,
    "instrument.rejected": _nothing,
    "instrument.reconsideration_requested": _nothing,
    "instrument.review_requested": _nothing,
    "instrument.re_examination_requested": _nothing,
    "instrument.reconsidered": _words("result"),
    "instrument.reviewed": _words("result"),
    "instrument.re_examined": _words("result"),
    "instrument.overdue": _nothing,
    "instrument.follow_up_planned": _nothing,
    "instrument.followed_up": _words("finding"),
    "instrument.withdrawn_by_issuer": _nothing,
    "instrument.closed": _nothing,
}
"""The types that are counted, and by which codes; some are still to come, and count from their first entry on."""

READ: Final = tuple(sorted({*CODES, *ABOUT_MESSAGES} - {"message.expunged"}))
"""The types that the statistics read."""


_SUBJECTS: Final = {"instrument": "instrument_id", "cooperation": "cooperation_id"}


def counting(event: Told) -> Counting | None:
    """Return what an event adds to the statistics; None where it adds nothing.

    A return at the trial stage is none (RULE 420, 422), and a fact counts only where it is stated as true.
    """
    read, said = CODES.get(event.type), event.payload.get("data") or {}
    if read is None or (event.type == "case.returned" and event.payload.get("stage") == "trial"):
        return None
    codes = read(said)
    if event.type == "fact.established" and not codes:
        return None
    own = event.type.partition(".")[0]
    return Counting(
        type=event.type,
        day=legal_day(event),
        suspect_ref=event.payload.get("suspect_ref"),
        number=(event.payload.get("document") or {}).get("number"),
        subject_id=said.get(_SUBJECTS.get(own, "alert_id")),
        kind=_word(said["kind"]) if own == "instrument" and said.get("kind") is not None else None,
        addressee=said.get("addressee") if own == "instrument" else None,
        codes=codes,
        alert_ids=tuple(said.get("alert_ids") or ()) if event.type == "instrument.issued" else (),
        due=_day(said.get("reply_due") or said.get("planned_on")),
        reply_days=said.get("reply_days"),
        model=said.get("model"),
        model_version=said.get("model_version"),
    )


def legal_day(event: Told) -> date:
    """Return the day (Asia/Shanghai) by which an event is counted.

    It is the day on which it happened; where that is not known, the date of its document, or else the day on which the
    exchange learnt of it. A month counts by its first day, which lies in the same quarter. A case is received on the day
    that its receipt names.
    """
    said = event.payload.get("data") or {}
    received = said.get("received_at") if event.type == "case.proceeding_opened" else None
    moment = received or event.payload.get("occurred") or (event.payload.get("document") or {}).get("date")
    return event.recorded_at.astimezone(BEIJING).date() if moment is None else _day_of(moment)


def _day(text: str | None) -> date | None:
    return None if text is None else _day_of(text)


def _day_of(moment: str) -> date:
    if precision_of(moment) == "day":
        return date.fromisoformat(moment)
    return start_of(moment).astimezone(BEIJING).date()


def person_of(case_id: UUID | None, suspect_ref: str | None) -> UUID | None:
    """Return what stands for one person of one case, and tells nobody who it is."""
    return None if case_id is None or suspect_ref is None else uuid5(case_id, suspect_ref)


def document_of(case_id: UUID | None, said: Counting, event_id: UUID) -> UUID:
    """Return what stands for one document: reported twice under its number it is one, without a number each is its own."""
    if case_id is None or said.number is None:
        return event_id
    return uuid5(case_id, f"{said.type}\x1f{said.number}\x1f{said.suspect_ref or ''}")
