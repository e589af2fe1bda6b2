"""A history in the making, and the turns it can take."""

import random
from datetime import date, timedelta
from typing import Any

from builders.casefiles import NUMBER
from oracles.economic.counting import months_later, moved_behind_free_days
from oracles.economic.facts import ANOTHER_PROCURATORATE, MEASURES, PROCURATORATE

_DAY = timedelta(days=1)
FILINGS = (
    date(2024, 2, 29), date(2023, 2, 28), date(2022, 8, 31), date(2024, 3, 1), date(2022, 10, 1), date(2023, 1, 22),
    date(2023, 5, 1), date(2022, 9, 30), date(2023, 12, 31), date(2016, 1, 1), date(2015, 12, 31), date(2014, 6, 5),
    date(2019, 10, 1), date(2020, 2, 29), date(2023, 4, 4), date(2024, 2, 10), date(2022, 6, 15), date(2023, 9, 8),
)  # fmt: skip
_CHARGES: tuple[list[dict[str, Any]], ...] = (
    [{"name": "合同诈骗罪"}], [{"cl_article": "224", "name": "合同诈骗罪"}], [{"cl_article": "266", "name": "诈骗罪"}],
    [{"cl_article": "271", "paragraph": 1}], [{"cl_article": "271", "paragraph": 2}], [{"cl_article": "271"}],
    [{"name": "职务侵占罪"}, {"name": "盗窃罪"}], [{"cl_article": "165", "paragraph": 2}], [{"name": "非法经营同类营业罪"}],
    [{"cl_article": "191", "name": "洗钱"}], [{"cl_article": "176"}], [{"cl_article": "140", "name": "生产、销售伪劣产品罪"}],
    [{"cl_article": "266", "name": "合同诈骗罪"}], [{"police_category_code": "050000"}],
)  # fmt: skip


class Story:
    """A history in the making."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.events: list[dict[str, Any]] = []
        self.turns: list[date] = []

    def tell(self, kind: str, day: date | None, /, **rest: Any) -> dict[str, Any]:
        """Add one event on a day; None is an unknown one."""
        name = f"{kind.partition('.')[2]}{len(self.events)}"
        event = {"type": kind, "id": name, "occurred": day and day.isoformat(), **rest}
        if kind.startswith("case.return") and kind == "case.returned":
            event["source"] = PROCURATORATE
        if kind in (
            "suspect.arrest_approved",
            "suspect.prosecuted",
            "suspect.not_prosecuted",
            "case.proceeding_opened",
        ):
            event["source"] = PROCURATORATE
        self.events.append(event)
        if day:
            self.turns.append(day)
        return event

    def near(self, day: date, spread: int = 0) -> date:
        """A day beside another: mostly the day before, the day, the day after."""
        return day + self.chance.choice((-1, 0, 0, 1, 1, self.chance.randint(-spread, spread))) * _DAY

    def maybe(self, share: float) -> bool:
        """Whether a thing of this frequency happens."""
        return self.chance.random() < share


def head(story: Story, filing: date, suspects: list[str], kind: str = "case.filed") -> None:
    """The filing of the case, with what it says of the unit and the charges."""
    rest: dict[str, Any] = {}
    department = story.chance.random()
    if department < 0.7:
        rest["handling_department"] = "economic_crime_unit"
    elif department < 0.75:
        rest["handling_department"] = story.chance.choice(("criminal_investigation", {"code": "07", "table": "local"}))
    if story.maybe(0.9) and (department >= 0.75 or story.maybe(0.3)):
        rest["charges"] = story.chance.choice(_CHARGES[:2] if story.maybe(0.4) else _CHARGES)
    if suspects and kind == "case.filed":
        rest["suspect_refs"] = suspects
    if kind == "case.refiled":
        rest.pop("suspect_refs", None), rest.pop("handling_department", None)
    story.tell(kind, filing, **rest)
    if story.maybe(0.06):
        whose = story.chance.choice((PROCURATORATE, ANOTHER_PROCURATORATE, ANOTHER_PROCURATORATE))
        day = filing + story.chance.randint(0, 400) * _DAY
        story.tell("case.procuratorate_assigned", day, procuratorate=whose, source=PROCURATORATE)


def told_otherwise(story: Story, filing: date, turning: date) -> None:
    """Now and then the filing is told once more, or another unit, or other charges, are told of later."""
    if story.maybe(0.06):
        day = story.chance.choice((filing + story.chance.randint(-3, 30) * _DAY, story.near(turning, 60)))
        story.tell("case.filed", day)
    if story.maybe(0.1):
        unit = story.chance.choice(("criminal_investigation", "criminal_investigation", "economic_crime_unit"))
        rest = {"handling_department": unit} if story.maybe(0.7) else {"charges": story.chance.choice(_CHARGES)}
        story.tell("case.notified", story.near(turning, 60), **rest)


def measures(story: Story, suspect: str, filing: date, turning: date) -> None:
    """What happens to one suspect."""
    what = story.chance.choices(
        ("nothing", "early", "turning", "approved", "summons", "trace", "off", "unknown"), (9, 2, 5, 2, 1, 1, 2, 1)
    )[0]
    early = filing + story.chance.randint(1, 300) * _DAY
    if what == "early":
        story.tell(story.chance.choice(MEASURES), early, suspect=suspect)
    elif what == "turning":
        story.tell(story.chance.choice(MEASURES), story.near(turning, 40), suspect=suspect)
    elif what == "approved":
        story.tell("suspect.arrest_approved", story.chance.choice((early, story.near(turning))), suspect=suspect)
        if story.maybe(0.3):
            story.tell("suspect.arrested", story.near(turning, 60), suspect=suspect)
    elif what == "summons":
        story.tell("suspect.summoned", early, suspect=suspect)
        story.tell("suspect.at_large", early + _DAY, suspect=suspect)
    elif what == "trace":
        story.tell("suspect.measure_lifted", story.chance.choice((early, story.near(turning))), suspect=suspect)
    elif what == "off":
        kind = story.chance.choice(("suspect.investigation_terminated", "suspect.split_off"))
        story.tell(kind, story.near(turning, 60), suspect=suspect)
    elif what == "unknown":
        story.tell(story.chance.choice(MEASURES), None, suspect=suspect)


def disposal(story: Story, turning: date, suspects: list[str]) -> None:
    """What becomes of the case, mostly beside the day on which the law turns."""
    if story.maybe(0.6):
        return
    day = story.near(turning, 90)
    what = story.chance.choices(("withdrawn", "sent", "moved", "merged", "taken", "refiled"), (3, 4, 1, 2, 1, 2))[0]
    if what in ("withdrawn", "refiled"):
        story.tell("case.withdrawn", day)
    if what == "refiled":
        again = day + story.chance.randint(30, 200) * _DAY
        head(story, again, suspects, "case.refiled")
        due = months_later(again, 24)
        story.turns += [due, moved_behind_free_days(due)]
    if what == "sent":
        some = {"suspects": [{"suspect_ref": suspects[0]}]} if suspects and story.maybe(0.4) else {}
        story.tell("case.sent_for_prosecution", day, **some)
        if story.maybe(0.3):
            story.tell("case.returned", day + 40 * _DAY)
    if what == "moved":
        story.tell("case.transferred_out", day)
    if what == "merged":
        other = "A640205000000202401007"
        lead, merged = (other, NUMBER) if story.maybe(0.6) else (NUMBER, other)
        story.tell("case.merged", day, lead_case_number=lead, merged_case_numbers=[merged])
    if what == "taken":
        kind = story.chance.choice(("prosecution", "arrest_request"))
        story.tell("case.proceeding_opened", day, kind=kind)


def approval(story: Story, turning: date, suspects: list[str]) -> None:
    """Approvals to go on, one behind the other."""
    day = story.near(turning, 60)
    for _ in range(story.chance.choice((0, 0, 0, 0, 0, 1, 1, 2))):
        rest: dict[str, Any] = {}
        until = story.near(day + story.chance.randint(20, 200) * _DAY)
        if story.maybe(0.85):
            rest["valid_until"] = until.isoformat()
        if suspects and story.maybe(0.25):
            rest["suspect_refs"] = [story.chance.choice(suspects)]
        level = story.chance.choice(("province", "province", "ministry", "city", "county", None))
        if level:
            rest["document"] = {"kind": "继续侦查批准书", "number": "宁公经〔2026〕8号", "approved_by_level": level}
        story.tell("case.continuation_approved", day, **rest)
        story.turns += [until, until]
        day = until + story.chance.choice((-3, -1, 0, 1, 2, 30)) * _DAY


def held_property(story: Story, filing: date, turning: date) -> None:
    """Property that is taken, and sometimes given back."""
    if story.maybe(0.65):
        return
    for number in range(story.chance.choice((1, 1, 2))):
        rest: dict[str, Any] = {"kind": story.chance.choice(("seizure", "seizure", "sealing", "freezing"))}
        start = story.chance.choice((filing + 20 * _DAY, story.near(turning, 30)))
        if rest["kind"] == "freezing" and story.maybe(0.7):
            rest["until_day"] = story.near(turning, 200).isoformat()
        if story.maybe(0.1):
            rest["regime"] = "administrative"
        story.tell("property.restrained", start, property_ref=f"P{number}", **rest)
        if story.maybe(0.4):
            story.tell("property.released", story.near(turning, 60), property_ref=f"P{number}")
