"""D20-D22: bail and residential surveillance, stage by stage."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from zhenxie.law.deadlines.expiry import Expiry, Start, before, expiry
from zhenxie.law.deadlines.table import Period, period
from zhenxie.law.periods import warning_day_after
from zhenxie.law.wording import Text
from zhenxie.record.deadlines.history import Act, History, Said, credible_days
from zhenxie.record.deadlines.opened import Case, Opened, began, done
from zhenxie.wire.vocabulary import Measure, Stage

_KEYS: Final = {
    "suspect.bail_imposed": ("D20.bail", Measure.BAIL.value),
    "suspect.residential_surveillance_imposed": ("D21.surveillance", Measure.RESIDENTIAL_SURVEILLANCE.value),
}
_LIFTED: Final = "suspect.measure_lifted"
_CUSTODY: Final = ("suspect.detained", "suspect.arrested")
_CLOSES: Final = ("case.withdrawn", "suspect.investigation_terminated", "suspect.not_prosecuted", "suspect.judged")
# Whoever has the case, or the person, from then on decides anew and owes the fact (PSB 163; RULE 103; domain 14.4).
_GOES: Final = ("case.transferred_out", "case.merged", "suspect.split_off")
_PROSECUTED: Final = "suspect.prosecuted"
_BY_WHOM: Final = {
    "case.transferred_out": ("接收案件的机关", "the organ that took the case over"),
    "case.merged": ("并入案件的办案机关", "the organ of the case into which it was merged"),
    "suspect.split_off": ("另案的办案机关", "the organ of the case into which the person was split off"),
    _PROSECUTED: ("受理案件的人民法院", "the court that took the case"),
}
_BY_THE_PROCURATORATE: Final = ("受案的人民检察院", "the procuratorate that took the case")


def opened(history: History) -> Iterator[Opened]:
    """Yield the deadlines of the measures without custody."""
    for one in history.of_type(*_KEYS):
        if not _goes_on(history, one):
            yield from _ceiling(history, one)
    for one in history.of_type("case.proceeding_opened"):
        if one.word("kind") == "prosecution":
            yield from _handed_over(history, one)


def _goes_on(history: History, taken: Said) -> bool:
    """Tell whether it only goes on with the same measure of the same stage, which was still in force."""
    order = history.before(taken, *_KEYS, *_CUSTODY, _LIFTED, suspect=taken.suspect_ref)
    force: Said | None = None
    for one in order:
        if one.type != _LIFTED:
            force = one
        elif force is not None and one.word("measure") in (None, _KEYS.get(force.type, ("", ""))[1]):
            force = None
    return force is not None and force.type == taken.type and force.stage == taken.stage


def _ceiling(history: History, taken: Said) -> Iterator[Opened]:
    case, (key, kind) = Case(history=history, root=taken, suspect_ref=taken.suspect_ref), _KEYS[taken.type]
    acts = _ends(case, kind)

    def counted(found: Period, start: Start) -> Expiry:
        return _decided(case, expiry(found, start))

    start, gone = began(taken, "from_day"), _gone(case)
    yield _went_on(case.opens(key, start, how=counted, acts=acts), case, gone)
    if key == "D20.bail" and taken.stage == Stage.INVESTIGATION.value:
        yield case.opens(
            "D22.warning",
            start,
            how=lambda found, begun: before(found, counted(period(key), begun)),
            lapses=[*acts, *gone],
        )


def _gone(case: Case) -> list[Said]:
    """Return, in the law's order, what takes the person out of the hands of whoever imposed the measure."""
    found = list(case.after(*_GOES))
    if case.root.stage == Stage.INVESTIGATION.value:
        found += case.sent()
    if case.root.stage != Stage.TRIAL.value:
        found += case.after(_PROSECUTED)
    return sorted(found, key=lambda one: one.place)


def _went_on(opened: Opened, case: Case, gone: Sequence[Said]) -> Opened:
    """Return a ceiling that cannot be judged here once the case went on in time; what went on later was late before."""
    over = opened.expiry
    if over is None or opened.start is None:
        return opened
    number = opened.period.in_force(opened.start.days.last)
    warned = min(over.first, warning_day_after(opened.start.days.first, number.value or 0))
    opened = replace(opened, warn_by=warned)
    in_time = [one for one in gone if one.days is None or over.last is None or one.days.first <= over.last]
    if not in_time:
        return replace(opened, lapses=[done(one) for one in gone])
    last = in_time[-1]
    chinese, english = _BY_WHOM.get(last.type, _BY_THE_PROCURATORATE)
    return replace(
        opened,
        owed_by=_who(case.history, last),
        doubt=Text(
            f"案件或者人员已移出，是否重新办理强制措施应由{chinese}报送而未见报送，不能判断",
            f"the case or the person went on: {english} would report whether the measure was decided anew, and nobody did",
        ),
    )


def _who(history: History, gone: Said) -> str | None:
    if gone.type == "suspect.prosecuted":
        return gone.word("court")
    if gone.type == "case.sent_for_prosecution":
        return gone.word("procuratorate") or history.procuratorate
    return gone.source if gone.type == "case.proceeding_opened" else None


def _ends(case: Case, kind: str) -> list[Act]:
    taken = case.root
    found = case.done(*_CUSTODY, *_CLOSES)
    for one in case.after(_LIFTED):
        said = one.word("measure")
        if said in (None, kind):
            # Of the day on which it was imposed, it may be the measure before that was lifted.
            unsure = one.is_unread("measure") or (said is None and one.days == taken.days)
            found.append(Act(one, None if unsure else one.occurred))
    # Another measure takes its place, and so does the same one where a later stage decides it anew.
    found += [done(one) for one in case.after(*_KEYS) if one.type != taken.type or one.stage != taken.stage]
    return found


def _decided(case: Case, over: Expiry) -> Expiry:
    """Cut a ceiling short by the last day that the decisions on the same measure themselves set (CPL 79)."""
    same = [case.root, *(one for one in case.after(case.root.type) if one.stage == case.root.stage)]
    days = [one.word("until_day") for one in same]
    named = [date.fromisoformat(day) for day in days if day is not None]
    first = credible_days(case.root.word("from_day") or case.root.occurred)
    # One decision without a day of its own goes on to the ceiling; a last day before the first one is a slip of the pen.
    if len(named) < len(days) or first is None or max(named) < first.last:
        return over
    day = max(named)
    return over.no_later_than(day, Text(f"决定书载明期限至{day}", f"the decision itself says: until {day}"))


def _handed_over(history: History, root: Said) -> Iterator[Opened]:
    for ref in history.under_review(root):
        case = Case(history=history, root=root, suspect_ref=ref)
        earlier = history.before(root, *_KEYS, *_CUSTODY, _LIFTED, suspect=ref)
        if not earlier or earlier[-1].type != "suspect.bail_imposed":
            continue
        later = [one for one in case.answered(*_KEYS) if one.stage != Stage.INVESTIGATION.value]
        ends = case.done("suspect.arrested", _LIFTED, "suspect.released")
        yield case.opens("D22.decision", began(root, "received_at"), acts=[*map(done, later), *ends])
