"""A deadline of a case as its rule opened it, before anybody asks how it stands on a day."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from zhenxie.law.deadlines.expiry import Expiry, Start, expiry
from zhenxie.law.deadlines.table import NoNumberInForce, Period, period
from zhenxie.law.wording import Text
from zhenxie.record.deadlines.history import Act, History, Said, start_at
from zhenxie.record.deadlines.spoken import SPOKEN
from zhenxie.wire.vocabulary import Stage

# What takes a person out of the case, or the case out of these hands.
GONE: Final = (
    "case.withdrawn",
    "case.transferred_out",
    "case.merged",
    "suspect.investigation_terminated",
    "suspect.split_off",
)
# What closes the investigation or the proceedings against a person.
DISPOSED: Final = ("suspect.prosecuted", "suspect.not_prosecuted", "suspect.judged")
# The proceedings by which the procuratorate takes a case in for review (审查起诉), the first time or again.
REVIEWS: Final = frozenset({"prosecution", "resubmission"})
FREED: Final = ("suspect.released", "suspect.bail_imposed", "suspect.residential_surveillance_imposed")

_APPROVAL: Final = "procuratorate_approval"
_NO_START: Final = Text(
    "起算时间未报送或者明显不实，不能计算", "from when it runs is not stated, or cannot be meant: it cannot be counted"
)
_NO_NUMBER: Final = Text(
    "起算日当时适用的期限规定未收录，不能计算",
    "no number that was in force on that day is at hand: it cannot be counted",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One deadline of one case: from which entry it runs, when it is over, and what was done about it.

    `acts` meet it and `lapses` make it fall away. `longer`: when it would be over at the latest if every extension that
    the law allows had been granted and none reported. `awaits`: what would end it, as the catalogue spells it. `doubt`: why silence does not mean that it was missed. `unseen`:
    no event of the wire says whether it was done. `by_itself`: it needs no act, for what it limits ends by law.
    `warn_by`: the day to warn by, where it lies before the last lawful one.
    """

    period: Period
    root: Said
    start: Start | None
    expiry: Expiry | None
    suspect_ref: str | None = None
    acts: Sequence[Act] = ()
    lapses: Sequence[Act] = ()
    longer: Expiry | None = None
    awaits: tuple[str, ...] = ()
    owed_by: str | None = None
    doubt: Text | None = None
    unseen: bool = False
    by_itself: bool = False
    notes: tuple[Text, ...] = ()
    warn_by: date | None = None

    @property
    def at_once(self) -> bool:
        """Whether the law says "immediately" (立即) and sets no number: no day makes it late."""
        return self.start is not None and self.expiry is not None and self.period.is_at_once(self.start.days.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What every rule says of the deadlines it opens: the history, the entry, the suspect."""

    history: History
    root: Said
    suspect_ref: str | None = None

    def opens(  # noqa: PLR0913  each is one thing that a rule may know
        self,
        key: str,
        start: Start | None,
        *,
        how: Callable[[Period, Start], Expiry] = expiry,
        longer: Callable[[Start], Expiry] | None = None,
        acts: Iterable[Act] = (),
        lapses: Iterable[Act | Said] = (),
        owed_by: str | None = None,
        doubt: Text | None = None,
        unseen: bool = False,
        by_itself: bool = False,
        notes: tuple[Text, ...] = (),
    ) -> Opened:
        """Return a deadline of the table that runs from `start`, counted by `how`.

        What the table holds no number for is opened all the same, without a last day.
        """
        found, spoken = period(key), SPOKEN[key]
        counted, at_most, why_not = _counted(found, start, how, longer)
        return Opened(
            period=found,
            root=self.root,
            start=start,
            expiry=counted,
            suspect_ref=self.suspect_ref,
            acts=tuple(acts),
            lapses=tuple(one if isinstance(one, Act) else done(one) for one in lapses),
            longer=at_most,
            awaits=spoken.ends,
            owed_by=owed_by or _owed_by(self.history, found, self.root),
            doubt=doubt or why_not,
            unseen=unseen or not spoken.ends,
            by_itself=by_itself,
            notes=notes,
        )

    def after(self, *types: str, until: Said | None = None) -> Sequence[Said]:
        """Return what follows the entry, about this suspect or about everybody."""
        return self.history.after(self.root, *types, suspect=self.suspect_ref, until=until)

    def around(self, *types: str) -> list[Said]:
        """Return what may follow the entry although the order of the book puts it before: of one day, say."""
        return self.history.around(self.root, *types, suspect=self.suspect_ref)

    def done(self, *types: str, until: Said | None = None) -> list[Act]:
        """Return what follows the entry, each as an act of its own time."""
        return [done(one) for one in self.after(*types, until=until)]

    def sent(self, *, until: Said | None = None) -> list[Said]:
        """Return by what this suspect goes on to the review for prosecution: sent, or received there."""
        found = self.after("case.sent_for_prosecution", "case.proceeding_opened", until=until)
        return [one for one in found if _takes_along(one, self.suspect_ref)]

    def lifted(self, measure: str, *, until: Said | None = None) -> list[Said]:
        """Return what lifts a measure, or lifts one without saying which."""
        found = self.after("suspect.measure_lifted", until=until)
        return [one for one in found if one.word("measure") in (None, measure)]

    def answered(self, *types: str, until: Said | None = None) -> list[Said]:
        """Return what answers the entry: what follows it, and of the same day whatever the order of the book is."""
        return [*self.after(*types, until=until), *self.around(*types)]


def of_the_investigation(arrested: Said) -> bool:
    """Tell whether an arrest is one of the investigation, approved on the request of the police.

    Who arrests at a later stage, or by a decision of its own, owes what follows itself (CPL 93, 94; domain 14.4).
    """
    return arrested.stage == Stage.INVESTIGATION.value and arrested.word("decided_by") in (None, _APPROVAL)


def _takes_along(one: Said, ref: str | None) -> bool:
    if one.type == "case.proceeding_opened":
        return one.word("kind") in REVIEWS
    named = {person.get("suspect_ref") for person in one.data.get("suspects") or ()}
    return not named or ref is None or ref in named


def no_later(said: Said) -> Act:
    """Return what can only have been done before an event that it led to."""
    return Act(said, said.occurred, at_latest=True)


def done(said: Said) -> Act:
    """Return an event as an act of the time at which it happened."""
    return Act(said, said.occurred)


def stated(said: Said, name: str) -> list[Act]:
    """Return what a field of an event says was done and when; nothing where it is not stated."""
    moment = said.word(name)
    return [] if moment is None else [Act(said, moment)]


def began(said: Said, name: str | None = None, *, no_earlier: bool = False) -> Start | None:
    """Return the start that a field of an event states, else the time of the event itself."""
    moment = None if name is None else said.word(name)
    return start_at(moment or said.occurred, no_earlier=no_earlier)


def _counted(
    found: Period,
    start: Start | None,
    how: Callable[[Period, Start], Expiry],
    longer: Callable[[Start], Expiry] | None,
) -> tuple[Expiry | None, Expiry | None, Text | None]:
    if start is None:
        return None, None, _NO_START
    try:
        return how(found, start), None if longer is None else longer(start), None
    except NoNumberInForce:
        return None, None, _NO_NUMBER


def _owed_by(history: History, found: Period, root: Said) -> str | None:
    if found.who == "police":
        return history.police
    if found.who == "procuratorate":
        return history.procuratorate
    return root.source if found.who == "deciding_organ" else None
