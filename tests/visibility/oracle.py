"""Who may see what, once more, from the rules of jurisdiction alone: plain lists, no SQL, nothing of the exchange's code.

It is told what was done (opened, reported, assigned, granted, withdrawn) and answers what each agency sees.
"""

from dataclasses import dataclass, field
from datetime import date


@dataclass
class Case:
    """One case: whose it is, why each agency sees it, and until which position."""

    number: str
    handling: str | None = None
    reporter: str | None = None
    joined_into: "Case | None" = None
    reasons: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    # Agencies that saw it and lost it: the first position that they no longer see.
    ended: dict[str, int] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    case_id: str | None = None
    # The first position at which it was spoken of, and the one at which it was joined.
    opened_at: int = 0
    joined_at: int = 0

    def standing(self) -> set[str]:
        """Return the agencies that see it now."""
        return {agency for agency, reasons in self.reasons.items() if reasons}


@dataclass
class Oracle:
    """The world as the tests made it."""

    # code -> (kind, division, parent)
    agencies: dict[str, tuple[str, str, str | None]]
    today: date
    supervises: list[dict] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    # Whom the exchange should have told of which case since the last look: (case number, reader).
    told: list[tuple[str, str]] = field(default_factory=list)
    # Grants that show only a stretch: (case, agency, first position, first position no more).
    windows: list[tuple[Case, str, int, int]] = field(default_factory=list)

    def _above(self, code: str) -> list[str]:
        found = []
        while (parent := self.agencies[code][2]) is not None:
            found.append(parent)
            code = parent
        return found

    def _supervising(self, police: str) -> set[str]:
        division = self.agencies[police][1]
        rows = [
            row
            for row in self.supervises
            if row["police"] == police
            and row["since"] <= self.today
            and (row["until"] is None or self.today < row["until"])
        ]
        whole = {row["procuratorate"] for row in rows if row["stage"] is None}
        if not whole:
            for code, (kind, its, _) in self.agencies.items():
                begins = its[:2] if its.endswith("0000") else its[:4] if its.endswith("00") else its
                if kind == "procuratorate" and division.startswith(begins):
                    whole.add(code)
        found = whole | {row["procuratorate"] for row in rows if row["stage"] is not None}
        return found | {upper for code in found for upper in self._above(code)}

    def by_rule(self, handling: str) -> dict[str, str]:
        """Return who sees the cases of a police agency by rule: its line, its supervisors, the platforms."""
        found = {code: "observing" for code, (kind, _, _) in self.agencies.items() if kind == "platform"}
        found |= dict.fromkeys(self._supervising(handling), "supervising")
        return found | dict.fromkeys([handling, *self._above(handling)], "handling")

    def _meant(self, number: str) -> list[Case]:
        return [case for case in self.cases if case.number == number]

    def _opened(self, number: str) -> Case | None:
        return next((case for case in self._meant(number) if case.handling), None)

    def _own(self, number: str, agency: str) -> Case | None:
        """Return the provisional case that an agency reported and nobody has opened or joined."""
        mine = (case for case in self._meant(number) if case.reporter == agency and not case.handling)
        return next((case for case in mine if case.joined_into is None), None)

    def open(self, agency: str, number: str, handling: str, named: dict[str, str]) -> Case:
        """A police agency notifies a case; `named` are the agencies that its events name."""
        case, before = self._opened(number), set()
        if case is None:
            case = self._own(number, agency)
            if case is None:
                case = Case(number)
                self.cases.append(case)
            else:
                before = case.standing()
            case.handling, case.reporter = handling, None
            for code, relation in case.named.items():
                case.reasons.setdefault(code, set()).add(("report", relation))
            for code, relation in self.by_rule(handling).items():
                case.reasons.setdefault(code, set()).add(("rule", relation))
            is_new = not before
        else:
            before, is_new = case.standing(), False
        self._related(case, before, named, tell=not is_new)
        return case

    def report(self, agency: str, number: str, named: dict[str, str]) -> Case:
        """An agency reports an event on a number: on the case it sees, or on a provisional one of its own."""
        case = self._opened(number)
        if case is None or agency not in case.standing():
            case = self._own(number, agency)
        if case is None:
            case = Case(number, reporter=agency, reasons={agency: {("report", "reporting")}})
            self.cases.append(case)
        if case.handling is None:
            case.named |= named
        else:
            self._related(case, case.standing(), named, tell=True)
        return case

    def _related(self, case: Case, before: set[str], named: dict[str, str], *, tell: bool) -> None:
        for code, relation in named.items():
            case.reasons.setdefault(code, set()).add(("report", relation))
        # Whoever is named in what is joined now sees the case as well, and may have reported something in turn.
        joined = True
        while joined:
            joined = False
            for other in self._meant(case.number):
                if other.reporter in case.standing() and not other.handling and other.joined_into is None:
                    other.joined_into, joined = case, True
                    for code, relation in other.named.items():
                        case.reasons.setdefault(code, set()).add(("report", relation))
        if tell:
            self.told += [(case.number, code) for code in case.standing() - before]
        self._spread(case)

    def _spread(self, case: Case) -> None:
        """Show what was joined into a case to everybody who now sees the case."""
        for other in self.cases:
            if other.joined_into is case:
                for code in case.standing() - other.standing():
                    other.reasons.setdefault(code, set()).add(("joined", ""))
                    self.told.append((other.number, code))

    def _settle(self) -> None:
        """Forget the end of what is seen again, before something else ends."""
        for case in self.cases:
            for code in case.standing():
                case.ended.pop(code, None)

    def _lost(self, case: Case, head: int) -> None:
        """Write down who lost sight; `head` is the last position that they still see."""
        family = [case, *(other for other in self.cases if other.joined_into is case)]
        for other in family[1:]:
            for code in other.standing() - case.standing():
                other.reasons[code].discard(("joined", ""))
        for one in family:
            for code, reasons in one.reasons.items():
                if not reasons:
                    one.ended.setdefault(code, head + 1)

    def apply_rules(self, head: int) -> None:
        """Supervision or agencies changed: grants by rule follow."""
        self._settle()
        for case in [case for case in self.cases if case.handling]:
            wanted, before = self.by_rule(case.handling), case.standing()
            for reasons in case.reasons.values():
                reasons -= {reason for reason in reasons if reason[0] == "rule"}
            for code, relation in wanted.items():
                case.reasons.setdefault(code, set()).add(("rule", relation))
            self.told += [(case.number, code) for code in case.standing() - before]
            self._spread(case)
            self._lost(case, head)

    def grant(self, number: str, agency: str, relation: str) -> None:
        """An administrator gives an agency sight of a case."""
        case = self._opened(number)
        if agency not in case.standing():
            self.told.append((number, agency))
        case.reasons.setdefault(agency, set()).add(("act", relation))
        self._spread(case)

    def withdraw(self, number: str, agency: str, head: int) -> None:
        """An administrator takes back what an agency was given by act or by a report."""
        self._settle()
        case = self._opened(number)
        reasons = case.reasons.get(agency, set())
        reasons -= {reason for reason in reasons if reason[0] != "rule"}
        self._lost(case, head)

    def happened(self, case: Case, position: int) -> None:
        """Take where the feed put what was just done: no rule says it, and it decides what was known when."""
        case.opened_at = case.opened_at or position
        for other in self.cases:
            if other.joined_into is not None and not other.joined_at:
                other.joined_at = position

    def sees(self, agency: str, case: Case, position: int) -> bool:
        """Return whether an agency sees what stands at a position of a case."""
        if case.reasons.get(agency):
            return True
        if agency in case.ended and position < case.ended[agency]:
            return True
        return any(
            one is case and whose == agency and first <= position < end for one, whose, first, end in self.windows
        )

    def knows_number(self, agency: str, case: Case) -> bool:
        """Return whether a number of the case means anything to an agency."""
        windows = any(one is case and whose == agency and end > case.opened_at for one, whose, _, end in self.windows)
        return bool(case.reasons.get(agency)) or agency in case.ended or windows
