"""What the random histories are about."""

from datetime import date, timedelta
from typing import Any

from oracles.economic.counting import months_later, moved_behind_free_days
from oracles.economic.facts import MEASURES, PROCURATORATE
from oracles.economic.story import FILINGS, Story, approval, disposal, head, held_property, measures, told_otherwise

_DAY = timedelta(days=1)


def stalled_case(story: Story) -> None:
    """Filed, and two years go by."""
    filing = story.chance.choice(FILINGS) + story.chance.choice((0, 0, story.chance.randint(0, 300))) * _DAY
    suspects = story.chance.choice(([], [], ["S1"], ["S1"], ["S1", "S2"]))
    head(story, filing, suspects)
    due = months_later(filing, 24)
    turning = story.chance.choice(
        (due, moved_behind_free_days(due), moved_behind_free_days(due), filing + story.chance.randint(30, 700) * _DAY)
    )
    for suspect in suspects:
        measures(story, suspect, filing, turning)
    disposal(story, turning, suspects)
    approval(story, turning, suspects)
    held_property(story, filing, due)
    told_otherwise(story, filing, turning)
    story.turns += [due, moved_behind_free_days(due), moved_behind_free_days(due)]


def lifted_measure(story: Story) -> None:
    """A measure, its end, and the year after."""
    chance = story.chance
    filing = chance.choice(FILINGS)
    suspects = chance.choice((["S1"], ["S1", "S2"]))
    head(story, filing, suspects)
    start = filing + chance.randint(5, 400) * _DAY
    first = story.tell(chance.choice(MEASURES[1:]), start, suspect="S1")
    kind = {
        "bail_imposed": "bail",
        "residential_surveillance_imposed": "residential_surveillance",
        "detained": "detention",
    }
    named = kind.get(first["type"].partition(".")[2], "arrest")
    second = start + chance.randint(3, 200) * _DAY
    if story.maybe(0.4):
        following = story.tell(chance.choice(("suspect.bail_imposed", "suspect.arrested")), second, suspect="S1")
        if story.maybe(0.4):
            story.tell("suspect.released", second, suspect="S1", reason="measure_changed", changed_to="bail")
        named = chance.choice((named, kind.get(following["type"].partition(".")[2], "arrest")))
    end = second + chance.choice((0, chance.randint(1, 300))) * _DAY
    said_kind = {"measure": named} if story.maybe(0.7) else {}
    if story.maybe(0.12):
        said_kind["reason"] = chance.choice(("replaced", "expired"))
    if named in ("detention", "arrest") and story.maybe(0.6):
        reason = chance.choice((None, "no_crime", "measure_changed"))
        story.tell("suspect.released", end, suspect="S1", **({"reason": reason} if reason else {}))
    else:
        story.tell("suspect.measure_lifted", end, suspect="S1", **said_kind)
    due = months_later(end, 12)
    turning = chance.choice((due, moved_behind_free_days(due)))
    if story.maybe(0.25):
        story.tell(chance.choice((*MEASURES, "suspect.arrest_approved")), story.near(turning, 60), suspect="S1")
    if story.maybe(0.08):
        taken_in = end - chance.choice((1, 2, 40)) * _DAY
        story.tell("case.proceeding_opened", taken_in, kind="prosecution")
        if story.maybe(0.5):
            story.tell("case.returned", taken_in + chance.choice((-1, 0, 1, 20)) * _DAY)
    if story.maybe(0.12):
        story.tell("case.sent_for_prosecution", end - 60 * _DAY)
        story.tell("case.returned", end - 30 * _DAY)
        if story.maybe(0.5):
            story.tell("case.resubmitted", story.near(turning, 20))
    if story.maybe(0.15):
        story.tell(
            chance.choice(("suspect.investigation_terminated", "suspect.split_off")), story.near(turning), suspect="S1"
        )
    disposal(story, turning, suspects)
    approval(story, turning, suspects)
    held_property(story, filing, turning)
    story.turns += [due, moved_behind_free_days(due), moved_behind_free_days(due)]


def running_measure(story: Story) -> None:
    """Bail or surveillance up to its ceiling."""
    chance = story.chance
    start = chance.choice((*FILINGS, date(2024, 8, 31), date(2025, 3, 2), date(2025, 4, 4)))
    kind, months, name = chance.choice(
        (
            ("suspect.bail_imposed", 12, "bail"),
            ("suspect.residential_surveillance_imposed", 6, "residential_surveillance"),
        )
    )
    kinds = ("nothing", "lifted", "changed", "again", "sent", "closed", "away", "other")
    what = chance.choices(kinds, (4, 4, 3, 2, 3, 2, 2, 1))[0]
    later = what in ("nothing", "lifted", "sent") and story.maybe(0.25)
    rest = {"from_day": (start + _DAY).isoformat()} if later else {}
    turning = months_later(start + (_DAY if later else 0 * _DAY), months)
    if story.maybe(0.25):
        turning = story.near(turning, 120)
        rest["until_day"] = turning.isoformat()
    story.tell(kind, start, suspect="S1", **rest)
    between = start + chance.choice((0, 1, 20, 100)) * _DAY
    if what == "lifted":
        measure = chance.choice((name, name, name, None, "detention"))
        day = chance.choice((between, story.near(turning), story.near(turning), story.near(turning, 90)))
        story.tell("suspect.measure_lifted", day, suspect="S1", **({"measure": measure} if measure else {}))
    elif what == "changed":
        other = chance.choice([one for one in MEASURES if one != kind])
        story.tell(other, chance.choice((between, story.near(turning))), suspect="S1")
    elif what == "again":
        story.tell(kind, between + 30 * _DAY, suspect="S1")
        story.turns.append(months_later(between + 30 * _DAY, months))
        if story.maybe(0.5):
            story.tell("suspect.measure_lifted", story.near(turning, 40), suspect="S1", measure=name)
    elif what == "sent":
        story.tell("case.sent_for_prosecution", chance.choice((between, story.near(turning))))
        if story.maybe(0.4):
            story.tell(kind, between + 20 * _DAY, suspect="S1", stage="prosecution", source=PROCURATORATE)
    elif what == "closed":
        story.tell("case.withdrawn", story.near(turning))
    elif what == "away":
        disposal(story, turning, ["S1"])
    elif what == "other":
        story.tell("suspect.measure_lifted", between, suspect="S2")
    story.turns += [turning, turning, turning]


def returned_case(story: Story) -> None:
    """Returned for supplementary investigation, once or twice."""
    chance = story.chance
    returned = date(2024, 1, 20) + chance.randint(0, 760) * _DAY
    stated = story.maybe(0.5)
    story.tell("case.sent_for_prosecution", returned - 40 * _DAY)
    if story.maybe(0.35):
        story.tell(chance.choice(("suspect.detained", "suspect.arrested")), returned - 70 * _DAY, suspect="S1")
        if story.maybe(0.4):
            story.tell(chance.choice(("suspect.released", "suspect.bail_imposed")), returned - 20 * _DAY, suspect="S1")
    for number in range(1, chance.choice((2, 2, 3))):
        ordinal = {"ordinal": number} if stated else {}
        trial = {"stage": "trial"} if story.maybe(0.08) else {}
        story.tell("case.returned", returned, **ordinal, **trial)
        received = returned + chance.randint(0, 6) * _DAY
        if story.maybe(0.85):
            story.tell("case.return_received", received, **ordinal)
        due = months_later(received, 1)
        moved = moved_behind_free_days(due)
        story.turns += [due, moved, moved]
        if story.maybe(0.5):
            day = story.near(chance.choice((due, moved)), 12)
            what = chance.choices(("case.resubmitted", "case.withdrawn", "case.proceeding_opened"), (6, 2, 1))[0]
            rest = {"kind": "resubmission"} if what == "case.proceeding_opened" else ordinal
            story.tell(what, day, **(rest if what != "case.withdrawn" else {}))
        if story.maybe(0.12):
            story.tell(
                chance.choice(("suspect.prosecuted", "suspect.not_prosecuted")), story.near(moved, 30), suspect="S1"
            )
        returned = due + chance.choice((20, 45)) * _DAY


def reported_case(story: Story) -> None:
    """Reported to the economic police, or referred by an agency; a decision on filing is owed."""
    chance = story.chance
    day = chance.choice((date(2026, 3, 2), date(2026, 2, 9), date(2025, 9, 24), date(2024, 4, 28), date(2027, 9, 24)))
    day += chance.randint(0, 10) * _DAY
    charges = chance.choice(
        ([{"name": "合同诈骗罪"}], [{"name": "合同诈骗罪"}], [{"name": "诈骗罪"}], [{"cl_article": "271"}])
    )
    if story.maybe(0.8):
        story.tell("case.received", day, charges=charges)
    else:
        received = {"received_at": day.isoformat()} if story.maybe(0.8) else {}
        story.tell("case.referred", day - 2 * _DAY, charges=charges, **received)
    limit = day + 7 * _DAY
    if story.maybe(0.45):
        ground = chance.choice(("grave_or_complex", "upper_approval", "leads_to_check", None))
        rest: dict[str, Any] = {"ground": ground} if ground else {}
        if story.maybe(0.3):
            rest["new_limit"] = (day + 30 * _DAY).isoformat()
        story.tell("case.filing_review_extended", chance.choice((day + _DAY, story.near(limit, 4))), **rest)
        limit = day + (60 if ground == "upper_approval" else 30) * _DAY
    if story.maybe(0.5):
        kind = chance.choice(("case.filed", "case.filing_refused", "case.transferred_out"))
        story.tell(kind, story.near(moved_behind_free_days(limit), 6))
    moved = moved_behind_free_days(limit)
    story.turns += [limit, moved, moved]
