"""What screening remembers of a case between two looks."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from screening.coverage import Pair
from screening.life import Held
from screening.quality.life import Noted


@dataclass(frozen=True)
class CaseState:
    """What is remembered of a case between two looks.

    `findings` by fingerprint; `agenda`: by rule code, the first day on which time alone could change its answer, and by
    slug, with an @ before it, the one on which a decision on a model comes into force;
    `awaits`: agencies and event types of which any new promise could; `rests_on`: those of which only a lesser one
    could, for their silence counts already; `assessed`: digest of what was last assessed; `failed`: by
    slug (and version, of one that does not alert), where a model failed at the last look; `looked_at`: the position up
    to which the case was known then;
    `remarks`: what was remarked on the form of its reports, by fingerprint; `owed`: agency and event type of facts that
    keep a rule from answering, and the day of the look since which they do.
    """

    findings: Mapping[str, Held] = field(default_factory=dict)
    agenda: Mapping[str, date] = field(default_factory=dict)
    awaits: frozenset[Pair] = frozenset()
    rests_on: frozenset[Pair] = frozenset()
    assessed: str = ""
    failed: Mapping[str, str] = field(default_factory=dict)
    looked_at: int = 0
    remarks: Mapping[str, Noted] = field(default_factory=dict)
    owed: Mapping[Pair, date] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the findings and what was assessed as JSON values; agenda and awaited coverage are rows of their own."""
        findings = {name: asdict(held) for name, held in self.findings.items()}
        rest = {"assessed": self.assessed, "failed": dict(self.failed), "looked_at": self.looked_at}
        remarks = {name: asdict(noted) for name, noted in self.remarks.items()}
        owed = [[*pair, day.isoformat()] for pair, day in sorted(self.owed.items())]
        return {"findings": findings, **rest, "remarks": remarks, "owed": owed}

    @classmethod
    def of_json(
        cls,
        values: Mapping[str, Any],
        agenda: Mapping[str, date] | None = None,
        awaits: frozenset[Pair] = frozenset(),
        rests_on: frozenset[Pair] = frozenset(),
    ) -> "CaseState":
        """Return the state that :meth:`to_json` wrote, with the rows that stand beside it."""
        findings = {name: Held(**held) for name, held in values["findings"].items()}
        rest = {name: values[name] for name in ("assessed", "failed", "looked_at")}
        # What an earlier release wrote knows nothing of remarks.
        remarks = {name: Noted(**noted) for name, noted in values.get("remarks", {}).items()}
        owed = {(agency, kind): date.fromisoformat(day) for agency, kind, day in values.get("owed", ())}
        return cls(findings, dict(agenda or {}), awaits, rests_on, **rest, remarks=remarks, owed=owed)
