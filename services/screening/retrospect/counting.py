"""Counts what a backtest gave: found, clear, undetermined; what differs between versions; precision by the reviews; pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from screening.retrospect.looking import Answer, Looked
from zhenxie.kit.proportions import FEW, wilson

BEFORE, AFTER = "before", "after"
FOUND_EARLIER: Final = "found_earlier"
"""Found, but first before the first day that is asked about."""
VERDICTS: Final = ("found", FOUND_EARLIER, "clear", "undetermined")
_BY: Final = ("agency", "charge", "quarter", "rule")


def quarter_of(day: date) -> str:
    """Return the quarter of a legal day, such as 2026Q1."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def counted(looked: Looked, side: str, answers: Mapping[str, Answer], since: date) -> Iterator[tuple[str, ...]]:
    """Yield of each answer of one side: side, agency, charge, quarter, rule, and as what it counts.

    What was found counts as found whatever came of it later, in the quarter in which it was found first; what never was
    counts by its last answer, in the quarter since which it stands so (the first one asked about, if that is earlier).
    """
    for one in answers.values():
        if one.first_found is not None:
            verdict = "found" if one.first_found >= since else FOUND_EARLIER
        else:
            verdict = one.verdict
        day = max(one.first_found or one.since, since)
        yield side, looked.agency, looked.charge, quarter_of(day), one.rule, verdict


def result_of(cases: Iterable[Looked], *, models: int, since: date, compared: bool) -> dict[str, Any]:
    """Return what a group of cases gave as JSON values.

    :param models: how many of the answers' places are of the first side; the others are of the second, if `compared`.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    reviews: Counter[tuple[str, ...]] = Counter()
    findings: list[dict[str, Any]] = []
    differences: list[dict[str, Any]] = []
    total = 0
    for looked in cases:
        total += 1
        before, after = _sides(looked, models)
        for side, answers in ((BEFORE, before), (AFTER, after)):
            counts.update(counted(looked, side, answers, since))
            reviews.update(_reviewed(looked, side, answers))
            findings += [
                _finding(looked, side, name, one)
                for name, one in sorted(answers.items())
                if one.first_found is not None
            ]
        differences += _differences(looked, before, after) if compared else ()
    return {
        "cases": total,
        "counts": [[*key, count] for key, count in sorted(counts.items())],
        "reviews": [[*key, count] for key, count in sorted(reviews.items())],
        "findings": findings,
        "differences": differences,
    }


def _sides(looked: Looked, models: int) -> tuple[dict[str, Answer], dict[str, Answer]]:
    before = {name: one for (place, name), one in looked.answers.items() if place < models}
    return before, {name: one for (place, name), one in looked.answers.items() if place >= models}


def _reviewed(looked: Looked, side: str, answers: Mapping[str, Answer]) -> Iterator[tuple[str, ...]]:
    rules = {one.rule for one in answers.values()}
    for name, one in answers.items():
        if one.first_found is not None:
            review = looked.reviews.get(name)
            said = "open" if review is None else "true" if review.true else f"dismissed:{review.code}"
            yield side, one.rule, said
    for name, rule in looked.alerted.items():
        held, review = answers.get(name), looked.reviews.get(name)
        # The office took it for true, and this version does not find it.
        if rule in rules and review is not None and review.true and (held is None or held.first_found is None):
            yield side, rule, "lost"


def _finding(looked: Looked, side: str, name: str, one: Answer) -> dict[str, Any]:
    return {
        "side": side,
        "case_number": looked.number,
        "rule": one.rule,
        "suspect_ref": one.suspect,
        "fingerprint": name,
        "first_found": None if one.first_found is None else one.first_found.isoformat(),
        "verdict": one.verdict or None,
        "violated_from": one.violated_from,
        "ended_on": one.ended_on,
        "agency": looked.agency,
        "charge": looked.charge,
    }


def _differences(looked: Looked, before: Mapping[str, Answer], after: Mapping[str, Answer]) -> Iterator[dict[str, Any]]:
    for name in sorted(before.keys() | after.keys()):
        one, other = before.get(name), after.get(name)
        said, says = _said(one), _said(other)
        if said == says:
            continue
        were, are = (None if each is None else each.first_found for each in (one, other))
        kind = "appeared" if were is None and are else "vanished" if were and are is None else "changed"
        known = one or other
        yield {
            "kind": kind,
            "case_number": looked.number,
            "rule": "" if known is None else known.rule,
            "suspect_ref": None if known is None else known.suspect,
            "fingerprint": name,
            "before": said,
            "after": says,
            "parameters": sorted({*(one.parameters if one else ()), *(other.parameters if other else ())}),
        }


def _said(one: Answer | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "verdict": one.verdict or None,
        "found_on": None if one.first_found is None else one.first_found.isoformat(),
        "violated_from": one.violated_from,
        "ended_on": one.ended_on,
    }


@dataclass
class Precision:
    """How many of the findings that the office decided on were right, of one rule or of all."""

    true: int = 0
    dismissed: Counter[str] = field(default_factory=Counter)
    open: int = 0
    lost: int = 0

    @property
    def decided(self) -> int:
        """Findings that the office confirmed or dismissed, or that were remedied."""
        return self.true + self.dismissed.total()

    @property
    def share(self) -> float | None:
        """The precision; None where too few were decided for one."""
        return self.true / self.decided if self.decided >= FEW else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Its 95 % interval by Wilson; None where too few were decided for one."""
        return wilson(self.true, self.decided) if self.decided >= FEW else None

    def add(self, said: str, count: int) -> None:
        """Count what was said of so many findings."""
        if said.startswith("dismissed:"):
            self.dismissed[said.partition(":")[2]] += count
        else:
            setattr(self, said, getattr(self, said) + count)

    def as_json(self) -> dict[str, Any]:
        """Return it as it stands in a report."""
        return {
            "true": self.true,
            "dismissed": dict(sorted(self.dismissed.items())),
            "undecided": self.open,
            "lost": self.lost,
            "precision": self.share,
            "interval_95": None if self.interval is None else list(self.interval),
        }


@dataclass
class Tally:
    """The whole of a backtest, added up group by group: small, however many cases there are."""

    cases: int = 0
    counts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    reviews: Counter[tuple[str, ...]] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    def add(self, result: Mapping[str, Any]) -> None:
        """Add what a group gave."""
        self.cases += result["cases"]
        for *key, count in result["counts"]:
            self.counts[tuple(key)] += count
        for *key, count in result["reviews"]:
            self.reviews[tuple(key)] += count
        self.kinds.update(one["kind"] for one in result["differences"])

    def totals(self, side: str) -> dict[str, int]:
        """Return how many answers of one side count as what."""
        found = dict.fromkeys(VERDICTS, 0)
        for key, count in self.counts.items():
            if key[0] == side and key[-1] in found:
                found[key[-1]] += count
        return found

    def by(self, side: str, what: str) -> dict[str, dict[str, int]]:
        """Return the same by agency, charge, quarter or rule."""
        place = _BY.index(what) + 1
        found: dict[str, dict[str, int]] = {}
        for key, count in sorted(self.counts.items()):
            if key[0] == side and key[-1] in VERDICTS:
                found.setdefault(key[place], dict.fromkeys(VERDICTS, 0))[key[-1]] += count
        return dict(sorted(found.items()))

    def precision(self, side: str, rules: Sequence[str] = ()) -> Precision:
        """Return the precision of one side, of some rules or of all of them."""
        found = Precision()
        for (whose, rule, said), count in self.reviews.items():
            if whose == side and (not rules or rule in rules):
                found.add(said, count)
        return found

    def as_json(self, side: str) -> dict[str, Any]:
        """Return one side as it stands in a report."""
        rules = sorted({key[4] for key in self.counts if key[0] == side})
        return {
            "totals": self.totals(side),
            **{f"by_{what}": self.by(side, what) for what in _BY},
            "precision": self.precision(side).as_json(),
            "precision_by_rule": {rule: self.precision(side, [rule]).as_json() for rule in rules},
        }
