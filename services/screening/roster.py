"""Which models are asked, whose findings become alerts and whose are only counted: what the code says, and people decided."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from screening.coverage import Pair
from screening.rulebook import SupervisionModel
from zhenxie.record.model_decisions import ModelDecision, Standings, Status, standings

_WAITED_FOR: Final = "@models"


def pair_of(slug: str) -> Pair:
    """Return what a case waits for that a decision on a model concerns, as if it were coverage; no agency is called so."""
    return _WAITED_FOR, slug


@dataclass(frozen=True)
class Roster:
    """The models as they stand at one position and day.

    `asked` are evaluated; `resting` are retired, and answer nothing. `pending`: by slug, the day on which a decision that
    is known comes into force next. `in_shadow`: nothing alerts, and nobody is to be told of anything.
    """

    asked: Sequence[SupervisionModel]
    resting: Sequence[SupervisionModel] = ()
    pending: Mapping[str, date] = field(default_factory=dict)
    _stands: Mapping[str, Standings] = field(default_factory=dict)
    _statuses: Mapping[tuple[str, str, str], Status] = field(default_factory=dict)
    in_shadow: bool = False

    @cached_property
    def beside(self) -> Sequence[SupervisionModel]:
        """The versions that are not live: in shadow, or resting."""
        return [one for one in (*self.asked, *self.resting) if not self.is_live(one)]

    def status(self, model: SupervisionModel, rule: str) -> Status:
        """Return what becomes of what a rule of a model answers."""
        return self._statuses[model.slug, model.version, rule]

    def is_live(self, model: SupervisionModel) -> bool:
        """Tell whether this version of a model is the one that alerts."""
        return self._stands[model.slug].versions[model.version].status == "live"

    def alerting(self, slug: str, rule: str) -> SupervisionModel | None:
        """Return the version of a model in which a rule alerts now; None: in none, and what it alerted stays as it is."""
        for model in self.asked:
            knows = model.slug == slug and any(one.code == rule for one in model.rules)
            if knows and self.status(model, rule) == "live":
                return model
        return None

    def decided(self, model: SupervisionModel) -> ModelDecision | None:
        """Return the decision that made this version stand as it does; None: the code did."""
        return self._stands[model.slug].versions[model.version].by


class Decisions:
    """Every decision up to a position, and the roster that follows from them; it can hear more."""

    def __init__(self, decisions: Iterable[ModelDecision] = (), *, in_shadow: bool = False) -> None:
        """Take decisions, lowest first; with `in_shadow` nothing alerts, whatever was decided."""
        self._heard: list[ModelDecision] = []
        self._in_shadow = in_shadow
        self._models: Sequence[SupervisionModel] | None = None
        self._made: dict[tuple[int, int], Roster] = {}
        for one in decisions:
            self.hear(one)

    def hear(self, decision: ModelDecision) -> None:
        """Add a decision that lies behind all others."""
        self._heard.append(decision)
        self._made.clear()

    def roster(self, models: Sequence[SupervisionModel], position: int, on: date) -> Roster:
        """Return how models stand on a legal day, as far as decisions were known at a position."""
        if models is not self._models:
            self._models = models
            self._made.clear()
        known = bisect_right(self._heard, position, key=lambda one: one.position)
        in_force = sum(one.since <= on for one in self._heard[:known])
        # Most feeds hold none, and every look at every case asks.
        found = self._made.get((known, in_force))
        if found is None:
            found = self._made[known, in_force] = self._roster(models, self._heard[:known], on)
        return found

    def _roster(self, models: Sequence[SupervisionModel], known: Sequence[ModelDecision], on: date) -> Roster:
        stands: dict[str, Standings] = {}
        for slug in dict.fromkeys(one.slug for one in models):
            defaults = {one.version: (self._status(one), self._rules(one)) for one in models if one.slug == slug}
            decided = () if self._in_shadow else [one for one in known if one.model == slug]
            stands[slug] = standings(defaults, decided, on)
        retired = {
            (slug, version)
            for slug, one in stands.items()
            for version, standing in one.versions.items()
            if standing.status == "retired"
        }
        pending: dict[str, date] = {}
        for one in known:
            if one.since > on:
                pending[one.model] = min(one.since, pending.get(one.model, one.since))
        return Roster(
            [one for one in models if (one.slug, one.version) not in retired],
            [one for one in models if (one.slug, one.version) in retired],
            pending,
            stands,
            {
                (one.slug, one.version, rule.code): stands[one.slug].of_rule(one.version, rule.code)
                for one in models
                for rule in one.rules
            },
            self._in_shadow,
        )

    def _status(self, model: SupervisionModel) -> Status:
        return "shadow" if self._in_shadow else model.status

    def _rules(self, model: SupervisionModel) -> dict[str, Status]:
        return {one.code: "shadow" if one.shadow else "live" for one in model.rules}
