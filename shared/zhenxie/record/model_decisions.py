"""The one reading of what was decided of supervision models: which version alerts, which only counts, which rests; pure.

The exchange shows it and screening obeys it, so both fold the same decisions with the same code.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal
from uuid import UUID

from zhenxie.law.calendar import legal_day

DECIDED: Final = "model.decided"
"""The type of the event."""
Status = Literal["live", "shadow", "retired"]
"""启用 (its findings become alerts), 影子运行 (evaluated and counted), 停用 (not evaluated)."""
_LEADS_TO: Final[Mapping[str, Status]] = {"promote": "live", "shadow": "shadow", "retire": "retired"}


@dataclass(frozen=True, slots=True)
class ModelDecision:
    """One decision as the feed holds it; without `rule` it is about the whole version.

    `since`: the legal day from which on it is in force, never before the day of its entry.
    """

    position: int
    event_id: UUID
    model: str
    version: str
    rule: str | None
    decision: str
    since: date

    @property
    def order(self) -> tuple[date, int]:
        """What makes one decision count more than another: it came into force later, or was said later."""
        return self.since, self.position


def decision_of(payload: Mapping[str, Any], *, position: int, event_id: UUID, recorded_at: datetime) -> ModelDecision:
    """Return the decision that an entry of type `model.decided` holds."""
    said = payload["data"]
    day, named = legal_day(recorded_at), said.get("in_force_from")
    since = day if named is None else max(day, date.fromisoformat(named))
    return ModelDecision(position, event_id, said["model"], said["version"], said.get("rule"), said["decision"], since)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a version, or a rule of it, stands; `by` is the decision that put it there, None: what the code says."""

    status: Status
    by: ModelDecision | None = None


Defaults = Mapping[str, tuple[Status, Mapping[str, Status]]]
"""Of each version of one model what the code says: its own status, and that of each of its rules."""


@dataclass(frozen=True)
class Standings:
    """Where every version of one model stands on a legal day, and every rule of each version."""

    versions: Mapping[str, Standing]
    rules: Mapping[tuple[str, str], Standing]
    """By version and rule code: the rule's own standing, whatever its version's."""

    def of_rule(self, version: str, rule: str) -> Status:
        """Return what becomes of a rule's answers: it alerts only where both the version and the rule are live."""
        both = {self.versions[version].status, self.rules[version, rule].status}
        return "retired" if "retired" in both else "shadow" if "shadow" in both else "live"


def standings(defaults: Defaults, decisions: Iterable[ModelDecision], on: date) -> Standings:
    """Return where the versions of one model stand on a legal day.

    A version that is promoted takes the place of the one that was live, which goes on in shadow; so at most one is.

    :param decisions: of this model, in any order; those of versions and rules that nobody knows say nothing.
    """
    versions = {version: Standing(status) for version, (status, _) in defaults.items()}
    rules = {(version, rule): Standing(said) for version, (_, own) in defaults.items() for rule, said in own.items()}
    for one in sorted((one for one in decisions if one.since <= on), key=lambda each: each.order):
        after = Standing(_LEADS_TO[one.decision], one)
        if one.rule is not None:
            if (one.version, one.rule) in rules:
                rules[one.version, one.rule] = after
        elif one.version in versions:
            if after.status == "live":
                for other, standing in versions.items():
                    if standing.status == "live" and other != one.version:
                        versions[other] = Standing("shadow", one)
            versions[one.version] = after
    return Standings(versions, rules)
