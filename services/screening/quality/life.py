"""How a data-quality finding lives: found, cleared, perhaps found again; each is told once; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import UUID

from screening.quality.rulebook import Finding

Standing = Literal["found", "cleared"]


@dataclass(frozen=True, slots=True)
class Noted:
    """What is remembered of a finding: which time it is, how it stands, and as what it was told."""

    occurrence: int
    standing: Standing
    body: Mapping[str, Any]


def lived(
    noted: Mapping[str, Noted], case_id: UUID, findings: Sequence[Finding]
) -> tuple[dict[str, Noted], list[tuple[str, Noted]]]:
    """Return what is remembered of a case's findings from now on, and what is news, by fingerprint and in its order.

    A finding that is no longer there is cleared: mended, taken back, or the owed fact was said. There again, it is the
    next occurrence.
    """
    present = {one.fingerprint(case_id): one for one in findings}
    after = dict(noted)
    for name in present.keys() | noted.keys():
        before, finding = noted.get(name), present.get(name)
        if finding is None and before is not None and before.standing == "found":
            after[name] = replace(before, standing="cleared")
        elif finding is not None and (before is None or before.standing == "cleared"):
            after[name] = Noted(1 if before is None else before.occurrence + 1, "found", finding.as_json())
    return after, [(name, after[name]) for name in sorted(after) if after[name] != noted.get(name)]
