"""A history as the drunk-driving oracle reads it: what stands of it, who said what, and whose silence counts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from oracles.driving.days import ONE, Span, span, stretch

POLICE = "640202000000"
PROCURATORATE = "640202"
CITY_POLICE = "640200000000"
Said = dict[str, Any]
DRUNK_DRIVING = "危险驾驶"
ITEMS = (
    "accident_at_fault",
    "fled_after_accident",
    "car_without_licence",
    "grave_overload_or_speeding",
    "after_controlled_drugs",
    "passengers_in_service",
    "school_bus",
    "motorway",
    "heavy_truck",
    "hazardous_goods",
    "evaded_check",
    "obstructed_proceedings",
    "punished_within_two_years",
    "convicted_within_five_years",
)


@dataclass
class History:
    """One random case history: the reports in the order in which they came, the promises, the day, other cases."""

    on: date
    reports: list[Said]
    coverage: list[Said] = field(default_factory=list)
    related: list[Said] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.standing = list(_standing(self.reports))

    def of(self, *types: str, person: str | None = None) -> list[Said]:
        """Return what stands of these types; with `person`, without what is about somebody else."""
        return [one for one in self.standing if one["type"] in types and is_about(one, person)]

    def statements(self, *path: str, person: str | None = None) -> list[tuple[Any, Span | None]]:
        """Return what is said of a circumstance of the driving, and when."""
        said = []
        for one in self.standing:
            value: Any = one.get("driving") if is_about(one, person) else None
            for name in path:
                value = value.get(name) if isinstance(value, Mapping) else None
            if value is not None:
                said.append((value, span(one["occurred"])))
        facts = self.of("fact.established", person=person)
        facts = [one for one in facts if one["key"] == ".".join(path) and "truth" in one["value"]]
        return said + [(one["value"]["truth"], span(one["occurred"])) for one in facts]

    def stated(self, *path: str, person: str | None = None) -> bool | None:
        """Return what is stated of a circumstance of the driving; nothing where two statements differ."""
        said = {value for value, _ in self.statements(*path, person=person)}
        return said.pop() if len(said) == 1 else None

    def charges(self, person: str | None) -> Iterator[tuple[Span | None, set[str], set[str]]]:
        """Yield what each report charges this person with, and with what he was charged until then; nameless is other."""
        for one in self.standing:
            if is_about(one, person):
                suspects = [two for two in one.get("suspects") or () if person in (None, two["suspect_ref"])]
                stated = [charge for said in (one, *suspects) for charge in said.get("charges") or ()]
                yield (
                    span(one["occurred"]),
                    {_name(charge) for charge in stated},
                    {_name(charge) for charge in one.get("earlier_charges") or ()},
                )

    def is_only_drunk_driving(self, person: str | None, by: Span | None = None) -> bool | None:
        """Tell whether drunk driving was all that this person was charged with by a day, without one: at any time.

        What came surely later does not count; nothing where something else may have come before.
        """
        surely: set[str] = set()
        perhaps: set[str] = set()
        later: list[tuple[Span, set[str], set[str]]] = []
        for day, stated, earlier in self.charges(person):
            if by is None or (day is not None and day[1] <= by[0]):
                surely |= stated | earlier
            elif day is None or day[0] <= by[1]:
                perhaps |= stated | earlier
            else:
                later.append((day, stated, earlier))
        for one in later:
            since = [two[1] for two in later if two is not one and two[0][1] <= one[0][0]]
            perhaps |= one[2].difference(*since) | (one[2] & {DRUNK_DRIVING})
        if not surely | perhaps:
            surely = set().union(*(stated for _, stated, _ in later))
        if surely - {DRUNK_DRIVING}:
            return False
        return None if perhaps - {DRUNK_DRIVING} else bool(surely | perhaps)

    def concerns_drunk_driving(self) -> bool:
        """Tell whether drunk driving is among the charges; how somebody drove is no charge."""
        return any(DRUNK_DRIVING in stated | earlier for _, stated, earlier in self.charges(None))

    def drivers(self) -> list[str | None]:
        """Return whom tests, samples and opinions on alcohol name; one without a name where they name nobody."""
        tested = self.of("evidence.breath_tested", "evidence.blood_drawn")
        tested += [one for one in self.of("evidence.forensic_opinion_issued") if is_on_alcohol(one)]
        names = {one["suspect"] for one in tested if "suspect" in one}
        return sorted(names) if names else [None]

    def suspects(self) -> set[str]:
        """Return everybody whom a report names as a suspect."""
        return {one["suspect"] for one in self.standing if "suspect" in one}

    def is_silent(self, types: Iterable[str], since: date, until: date, agency: str = POLICE) -> bool:
        """Tell whether the police, or another, promised to report all of these from `since`, and stand behind `until`."""
        return all(self._promised(name, since, until, agency) for name in types)

    def is_settled(self, types: Iterable[str], until: Span | None, person: str | None) -> bool:
        """Tell whether nothing of these can have been kept silent, from the driving through an act."""
        act = self.act(person)
        since = act[0] if act else date.min
        return until is not None and self.is_silent(types, min(since, until[0]), until[1])

    def _promised(self, name: str, since: date, until: date, agency: str) -> bool:
        ours = [one for one in self.coverage if one.get("agency", POLICE) == agency and one["type"] == name]
        ours = [one for one in ours if not (one.get("ended") and "complete_through" not in one)]
        if not ours:
            return False
        last = ours[-1]
        if date.fromisoformat(str(last["complete_from"])) > since or "complete_through" not in last:
            return False
        end = stretch(str(last["complete_through"]))[1]
        delay = timedelta(hours=last.get("usual_delay_hours", 0))
        return end >= stretch((until + ONE).isoformat())[0] + delay

    def act(self, person: str | None = None) -> Span | None:
        """Return the day of the driving: of the stop, else of the first test or sample, else of the filing."""
        stops = [stop for one in self.standing if is_about(one, person) and (stop := _stop(one))]
        for moments in (
            stops,
            [one["occurred"] for one in self.of("evidence.breath_tested", person=person)],
            [one["occurred"] for one in self.of("evidence.blood_drawn", person=person)],
            [one["occurred"] for one in self.of("case.filed", "case.filing_refused")],
        ):
            spans = [known for one in moments if (known := span(one))]
            if spans:
                return min(spans)
        return None


def is_about(said: Said, person: str | None) -> bool:
    """Tell whether a report can be about this person: it names him, or nobody."""
    return person is None or said.get("suspect") in (None, person)


def first_of(said: list[Said]) -> Said:
    """Return what happened first; of what is not known to the day, a refusal to file comes before all else."""

    def moment(one: Said) -> tuple[datetime, int]:
        refusal = one["type"] == "case.filing_refused"
        if one["occurred"] is None:
            return stretch("1900-01-01" if refusal else "2900-01-01")[0], 1
        start, end = stretch(one["occurred"])
        return (start, 0) if refusal else (max(start, end - timedelta(microseconds=1)), 1)

    return min(said, key=moment)


def is_on_alcohol(opinion: Said) -> bool:
    """Tell whether an opinion is about the alcohol in the blood: it says so, or it states the value."""
    subject = opinion.get("subject")
    # Of a code that nobody maps the value tells what it is.
    return subject == "blood_alcohol" or (not isinstance(subject, str) and "blood_alcohol_mg_per_100ml" in opinion)


def _stop(said: Said) -> str | None:
    stop: str | None = (said.get("driving") or {}).get("stopped_at")
    return stop


def _name(charge: Mapping[str, str]) -> str:
    name = charge.get("name", "")
    return DRUNK_DRIVING if charge.get("cl_article") == "133-1" or name == "危险驾驶罪" else name


def _standing(reports: list[Said]) -> Iterator[Said]:
    # Of several corrections of one report the last one counts; a retraction takes the report back.
    last = {one["corrects"]: one for one in reports if one["type"].startswith("message.")}
    told: list[Said] = []
    for one in reports:
        if one["type"].startswith("message."):
            continue
        change = last.get(one["id"])
        if change is not None and change["type"] == "message.retracted":
            continue
        words = one if change is None else {"id": one["id"], **_spelt(change["data"]["replacement"])}
        # A fact reported twice is one fact, and the first report of it is its root.
        if not any(_fact(words) == _fact(other) for other in told):
            told.append(words)
            yield words


def _spelt(payload: Mapping[str, Any]) -> Said:
    said = {"type": payload["type"], "occurred": payload["occurred"], **payload["data"]}
    if payload.get("suspect_ref"):
        said["suspect"] = payload["suspect_ref"]
    return said


def _fact(said: Said) -> Said:
    return {key: value for key, value in said.items() if key != "id"}
