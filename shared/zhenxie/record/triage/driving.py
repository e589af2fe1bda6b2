"""What a case says of somebody's driving, as far as triage asks (DUI23 22): on the spot, with an accident; pure."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from zhenxie.record.picture import Step

_TESTS: Final = frozenset({"evidence.breath_tested", "evidence.blood_drawn", "evidence.blood_submitted"})


class Said(NamedTuple):
    """What is said of one thing: true, false, or None where nobody says or two things are said; and what says it."""

    holds: bool | None
    step: Step | None


class Driving:
    """Every statement of somebody's driving, with the step that makes it."""

    def __init__(self, steps: Iterable[Step]) -> None:
        """Look through the steps of a case."""
        self.tests: list[Step] = []
        self._told: list[tuple[str, Any, Step]] = []
        for one in steps:
            if one.type in _TESTS or _is_on_alcohol(one):
                self.tests.append(one)
            said = one.details.get("driving") or {}
            for name, value in (*said.items(), *(said.get("aggravating") or {}).items()):
                self._told.append((name, value, one))
            if one.type == "fact.established":
                key = str(one.details.get("key")).removeprefix("aggravating.")
                self._told.append((key, (one.details.get("value") or {}).get("truth"), one))

    def said(self, name: str, ref: str | None = None) -> Said:
        """Return what is said of one thing, of this person or of nobody in particular."""
        told = [
            (value, step)
            for key, value, step in self._told
            if key == name and isinstance(value, bool) and (ref is None or step.suspect_ref in (None, ref))
        ]
        if len({value for value, _ in told}) != 1:
            return Said(None, None)
        return Said(*told[-1])

    def caught(self, ref: str | None) -> Said:
        """Return whether somebody was caught on the spot: stopped, and neither fled nor substituted."""
        fled, substituted = self.said("fled", ref), self.said("substituted", ref)
        away = fled if fled.holds else substituted
        if away.holds:
            return Said(False, away.step)
        stopped = [step for name, value, step in self._told if name == "stopped_at" and value]
        known = stopped and fled.holds is False and substituted.holds is False
        return Said(True, stopped[-1]) if known else Said(None, None)

    def accident(self, ref: str | None) -> Said:
        """Return whether there was an accident: it is said, or one of the circumstances says so (DUI23 10)."""
        for name in ("accident_at_fault", "fled_after_accident"):
            said = self.said(name, ref)
            if said.holds:
                return said
        return self.said("accident", ref)


def _is_on_alcohol(step: Step) -> bool:
    if step.type != "evidence.forensic_opinion_issued":
        return False
    return step.details.get("subject") == "blood_alcohol" or "blood_alcohol_mg_per_100ml" in step.details
