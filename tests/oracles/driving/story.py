"""One case being told, with dice: moments as precise as people are, values at the bounds, and what nobody states."""

import random
from datetime import date, datetime
from typing import Any

from oracles.driving.days import ONE
from oracles.driving.history import ITEMS, Said

_VALUES = ("60", "79", "79.99", "79.999999", "80", "80.0", "80.01", "117.52", "149.99", "150", "150.00", "181.54")
_STOPS = (
    (date(2024, 1, 5), date(2026, 9, 30), 14),
    (date(2023, 12, 22), date(2024, 1, 4), 3),
    (date(2026, 2, 8), date(2026, 2, 20), 2),
    (date(2020, 4, 20), date(2023, 12, 15), 2),
    (date(2011, 9, 10), date(2019, 12, 30), 2),
    (date(2026, 12, 20), date(2027, 3, 1), 1),
)


class Story:
    """One case being told: the dice, the stop, the driver, and the reports so far."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        first, last, _ = self.dice.choices(_STOPS, [weight for *_, weight in _STOPS])[0]
        self.stopped = first + self.dice.randrange((last - first).days + 1) * ONE
        self.drivers: list[str | None] = self.dice.choice([[None], [None], ["S1"], ["S1"], ["S1"], ["S1", "S2"]])
        self.reports: list[Said] = []
        self.marks: list[date] = [self.stopped]
        self.values = self.dice.choice([None, None, ("60", "79.99"), ("149.99", "120"), ("80", "117.52", "149.99")])

    def maybe(self, chance: float) -> bool:
        """Throw the dice."""
        return self.dice.random() < chance

    def truth(self, *, unknown: float = 0.15, true: float = 0.2) -> dict[str, bool]:
        """Return nothing, or one statement under the key `it`."""
        return {} if self.maybe(unknown) else {"it": self.maybe(true)}

    def flags(self, *names: str, unknown: float = 0.1, true: float = 0.9) -> dict[str, bool]:
        """Return some of these statements, each true or false or not made."""
        return {name: self.maybe(true) for name in names if not self.maybe(unknown)}

    def value(self) -> str:
        """Return a blood or breath alcohol, likely at a bound."""
        return self.dice.choice(self.values or _VALUES)

    def near(self, *days: date) -> date:
        """Return one of these days, or the one before or after it, and remember it."""
        day = self.dice.choice(days) + self.dice.choice([-1, 0, 0, 0, 1, 1]) * ONE
        self.marks += [*days, day]
        return day

    def moment(self, day: date, *, clock: bool = True) -> str | None:
        """Return the day as somebody might report it: by the minute, the day, the month, or not at all."""
        throw = self.dice.random()
        if throw < 0.03:
            return None
        if throw < 0.07:
            return day.isoformat()[:7]
        if throw < 0.45 and clock:
            hour, zone = self.dice.choice([(0, "+08:00"), (22, "+08:00"), (23, "+08:00"), (17, "Z"), (15, "Z")])
            said = day - ONE if (hour, zone) == (17, "Z") else day
            return datetime.combine(said, datetime.min.time()).replace(hour=hour, minute=30).isoformat() + zone
        return day.isoformat()

    def tell(self, kind: str, day: date, **said: Any) -> Said:
        """Report an event of this day."""
        report = {"type": kind, "id": f"{kind}-{len(self.reports)}", "occurred": self.moment(day), **said}
        self.reports.append({key: value for key, value in report.items() if value is not None or key == "occurred"})
        return self.reports[-1]

    def driving(self, *, whole: float) -> dict[str, Any]:
        """Return what is said of the driving; with the chance `whole` all fourteen items are stated, mostly false."""
        said: dict[str, Any] = {}
        if self.maybe(0.7):
            said["stopped_at"] = self.moment(self.stopped) or self.stopped.isoformat()
        said |= self.flags("fled", "substituted", true=0.05)
        said |= self.flags("accident", "drank_again", unknown=0.4, true=0.15)
        if self.maybe(0.85):
            said["licence_status"] = self.dice.choice(["valid"] * 6 + ["none", "revoked", "suspended", "expired"])
        if self.maybe(whole):
            said["aggravating"] = dict.fromkeys(ITEMS, False)
        if self.maybe(0.35):
            said.setdefault("aggravating", {}).update(self.flags(self.dice.choice([*ITEMS, "other"]), true=0.7))
        if self.maybe(0.1) and "aggravating" in said:
            said["aggravating"].pop(self.dice.choice(ITEMS), None)
        return {key: value for key, value in said.items() if value != {}}
