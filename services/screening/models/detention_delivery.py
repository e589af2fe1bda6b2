"""拘留后送看守所 (D03): at once, and within twenty-four hours at the latest (CPL 85; PSB 126)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from screening.casefile import CaseFile, Event, days_of, in_chinese
from screening.coverage import Missing
from screening.models.custody import DETAINED
from screening.models.custody_ends import OF_THE_POLICE, ends_of
from screening.models.custody_rules import in_force, when_unknown
from screening.models.custody_suspension import SUSPENDED
from screening.models.district import place_of
from screening.models.economic_case_course import may_follow
from screening.models.hour_bounds import HoursDue, hours_due
from screening.models.words import word
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.wording import Text
from zhenxie.wire.events import EVENT_TYPES

D03: Final = Rule(
    code="D03",
    title=Text("拘留后二十四小时内未送看守所", "Not delivered to the detention center within 24 hours"),
    articles=("CPL 85", "PSB 126", "PSB 153"),
    severity="high",
    suggested_instrument="correction_notice",
)
_DELIVERED: Final = "suspect.delivered_to_detention_center"
# An examination stops the days of custody, and no hour of the way.
_ENDS: Final = tuple(one for one in OF_THE_POLICE if one != SUSPENDED)


class DetentionDelivery(SupervisionModel):
    """Whoever is detained goes to the detention center at once."""

    slug = "detention_delivery"
    version = "1"
    title = Text("拘留后送看守所监督模型", "Delivery to the detention center")
    rules = (D03,)
    watches = frozenset({DETAINED})
    parameters_of = "custody"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield D03 for each detention; before 2013 the law set no hours.

        A detention that is stated to be, or may be, elsewhere is M19-2's: one violation is one rule.
        """
        for detained in case.of_type(DETAINED):
            where = place_of(case, detained)
            if where.code is not None and where.outside is not False:
                continue
            begun = detained.data.get("announced_at") or detained.occurred
            days = days_of(begun)
            number = None if days is None else in_force(self.parameters, "delivery_hours", days)
            if begun is None:
                yield when_unknown(D03, detained)
            elif number is not None:
                due = hours_due(begun, number.value, law=number.law)
                yield _of(case, on, detained, begun, due, number)


def _of(case: CaseFile, on: date, detained: Event, begun: str, due: HoursDue, number: Number) -> Outcome:  # noqa: PLR0913, PLR0917
    clear = Outcome(rule=D03, verdict=Verdict.CLEAR, root=detained.entry, suspect_ref=detained.suspect_ref)
    told = case.of_type(_DELIVERED, suspect=detained.suspect_ref)
    delivered = [one for one in told if may_follow(one, detained) and word(one.data.get("after")) != "arrest"]
    ends = ends_of(case, detained)
    # Whoever was free again within the day had nowhere to be delivered to.
    acts = [*delivered, *ends.acts]
    kept = [(one, None if one.occurred is None else due.kept(one.occurred)) for one in acts]
    in_time = next((one for one, was_kept in kept if was_kept), None)
    if in_time is not None:
        return replace(clear, cured_by=in_time.entry)
    if on < due.over:
        return replace(clear, look_again_on=due.over)
    until = due.over - timedelta(days=1)
    missing = (
        *(_when(one) for one, was_kept in kept if was_kept is None),
        *ends.unknown(until),
        *_silence(case, detained, begun, until),
    )
    if missing:
        return replace(clear, verdict=Verdict.UNDETERMINED, missing=missing)
    late = min(acts, key=lambda one: one.days.last if one.days else date.max, default=None)
    did = [] if late is None else [Ground(_late(late), entry=late.entry)]
    return replace(
        clear,
        verdict=Verdict.FOUND,
        finding=Text(
            f"{detained.suspect_ref}于{in_chinese(begun)}被拘留，至{due.last.moment:%Y-%m-%d %H:%M}未送看守所",
            f"{detained.suspect_ref} was detained at {begun} and not delivered to the detention center by"
            f" {due.last.moment:%Y-%m-%d %H:%M}",
        ),
        grounds=(
            Ground(Text("刑事拘留", "the detention"), entry=detained.entry),
            *(by_law(number, step) for step in due.last.steps),
            *did,
        ),
        violated_from=due.violated_from,
        ended_on=None if late is None or late.days is None else late.days.last,
        remedied=late is not None and late in delivered,
    )


def _silence(case: CaseFile, detained: Event, begun: str, until: date) -> tuple[Missing, ...]:
    """Return what keeps silence from counting: of the delivery the police or the detention center can promise it."""
    days = days_of(begun)
    since = until if days is None else days.first
    missing = case.silence((_DELIVERED,), owed_by=case.police, since=since, until=until)
    center = detained.data.get("detention_center")
    if missing and center is not None:
        there = case.silence((_DELIVERED,), owed_by=str(center), since=since, until=until)
        missing = (*missing, *there) if there else ()
    return (*missing, *case.silence(_ENDS, owed_by=case.police, since=since, until=until))


def _when(one: Event) -> Missing:
    text = Text(
        f"“{EVENT_TYPES[one.type].chinese}”的时刻不明确，是否在二十四小时以内不能确定",
        f"the hour of {one.type} is not known: whether it was within 24 hours is open",
    )
    return Missing(text, one.type, one.entry.source)


def _late(one: Event) -> Text:
    return Text(f"期限届满后，{EVENT_TYPES[one.type].chinese}的时间为{one.when}", f"{one.type} only at {one.occurred}")
