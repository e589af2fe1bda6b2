"""延长、重新计算侦查羁押期限: asked for too late (AN07), counted anew too late or unfiled (AN08; CPL 156 to 160)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models.arrest_term import RECALCULATED
from screening.models.custody import ARRESTED
from screening.models.custody_rules import days_later, in_force
from screening.models.custody_suspension import SUSPENDED
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import chained_months_after, days_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

AN07: Final = Rule(
    code="AN07",
    title=Text("未在届满七日前提请延长侦查羁押期限", "Longer custody was asked for too late"),
    articles=("CPL 156", "PSB 148", "RULE 309"),
    severity="medium",
    suggested_instrument="investigation_supervision_notice",
)
AN08_1: Final = Rule(
    code="AN08-1",
    title=Text("重新计算侦查羁押期限逾期报批", "Custody was counted anew later than five days after the discovery"),
    articles=("CPL 160", "PSB 151", "RULE 317"),
    severity="medium",
    aliases=("AN08",),
    suggested_instrument="investigation_supervision_notice",
)
AN08_2: Final = Rule(
    code="AN08-2",
    title=Text("重新计算侦查羁押期限未报检察院备案（提示）", "Notice: a recalculation of custody that is not filed"),
    articles=("PSB 151", "RULE 317", "RULE 616"),
    severity="medium",
    suggested_instrument="investigation_supervision_notice",
)
_REQUESTED: Final = "suspect.custody_extension_requested"
# Whoever asks earlier than a month before the expiry asks for something else.
_OF_THE_SAME_EXPIRY: Final = timedelta(days=31)


class CustodyExtension(SupervisionModel):
    """Custody for investigation that is prolonged or counted anew."""

    slug = "custody_extension"
    version = "1"
    title = Text("延长、重新计算侦查羁押期限监督模型", "Longer custody for investigation")
    rules = (AN07, AN08_1, AN08_2)
    watches = frozenset({_REQUESTED, RECALCULATED})
    parameters_of = "custody"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:  # noqa: ARG002
        """Yield AN07 for each request, AN08-1 and AN08-2 for each recalculation."""
        for asked in case.of_type(_REQUESTED):
            yield from self._asked(case, asked)
        for counted in case.of_type(RECALCULATED):
            yield from self._approved(counted)
            yield from self._filed(counted)

    def _asked(self, case: CaseFile, asked: Event) -> Iterator[Outcome]:
        clear = Outcome(rule=AN07, verdict=Verdict.CLEAR, root=asked.entry, suspect_ref=asked.suspect_ref)
        if asked.days is None:
            text = Text("提请延长的日期不明", "on which day longer custody was asked for is not stated")
            yield _open(clear, Missing(text, asked.type, asked.entry.source))
            return
        number = in_force(self.parameters, "extension_request_days", asked.days)
        if number is None:
            return
        expiry, missing = self._expiry(case, asked, asked.days)
        if expiry is None:
            yield _open(clear, *missing)
            return
        due = days_later(expiry, -number.value)
        if asked.days.last <= due.first:
            yield clear
        elif asked.days.first <= due.last:
            text = Text("提请延长是否早于届满七日不能确定", "whether it was asked for seven days before is not known")
            yield _open(clear, Missing(text, asked.type, asked.entry.source))
        else:
            yield self._late(case, clear, asked, expiry, number)

    def _late(self, case: CaseFile, clear: Outcome, asked: Event, expiry: Days, number: Number) -> Outcome:
        due = days_later(expiry, -number.value)
        since, until = due.first - _OF_THE_SAME_EXPIRY, due.last
        others = [one for one in case.of_type(_REQUESTED, suspect=asked.suspect_ref) if _can_be_the_same(one, asked)]
        earlier = [one for one in others if one.days is not None and since <= one.days.first and one.days.last <= until]
        if earlier:
            return replace(clear, cured_by=earlier[0].entry)
        missing = case.silence((_REQUESTED,), owed_by=case.police, since=since, until=until)
        if missing:
            return _open(clear, *missing)
        over = asked.days is not None and asked.days.first > expiry.last
        when = f"，期限届满之后不予受理（{expiry.last}届满）" if over else f"，距{expiry.last}届满不足{number.value}日"
        text = Text(f"至迟应当于{due.last}提请", f"it had to be asked for by {due.last}")
        return replace(
            clear,
            verdict=Verdict.FOUND,
            finding=Text(
                f"于{asked.when}提请延长侦查羁押期限{when}",
                f"longer custody was asked for on {asked.occurred}; the custody ended on {expiry.last}",
            ),
            grounds=(Ground(Text("提请延长", "the request"), entry=asked.entry), by_law(number, text)),
            violated_from=asked.occurred,
        )

    def _expiry(self, case: CaseFile, asked: Event, days: Days) -> tuple[Days | None, tuple[Missing, ...]]:
        """Return when the custody ended that it asks to prolong: as it says itself, else as its tier tells."""
        stated, tier = days_of(asked.data.get("current_expiry")), asked.data.get("tier")
        if stated is not None:
            return stated, ()
        arrests = [one for one in case.of_type(ARRESTED, suspect=asked.suspect_ref) if one.days is not None]
        arrests = [one for one in arrests if one.days is not None and one.days.first <= days.last]
        moved = case.of_type(RECALCULATED, SUSPENDED, suspect=asked.suspect_ref)
        text = Text("现羁押期限的届满日未报送", "when the custody that it asks to prolong ends is not stated")
        gap = (Missing(text, asked.type, asked.entry.source),)
        base = arrests[-1].days if arrests else None
        number = None if base is None else in_force(self.parameters, "custody_months", base)
        if tier is None or base is None or number is None or moved:
            return None, gap
        # That it was not counted anew, and nothing stood still, is said by silence only.
        silent = case.silence((RECALCULATED, SUSPENDED), owed_by=case.police, since=base.first, until=days.last)
        months = tuple(number.value[: int(tier)])
        ends = [chained_months_after(one, months, law=number.law, rolls=False).day for one in (base.first, base.last)]
        return (None, silent) if silent else (Days(ends[0], max(ends)), ())

    def _approved(self, counted: Event) -> Iterator[Outcome]:
        clear = Outcome(rule=AN08_1, verdict=Verdict.CLEAR, root=counted.entry, suspect_ref=counted.suspect_ref)
        found = days_of(counted.data.get("discovered_on"))
        approved = days_of(counted.data.get("approved_at")) or counted.days
        if found is None or approved is None:
            text = Text("发现另有重要罪行之日或者批准之日未报送", "when it was discovered, or approved, is not stated")
            yield _open(clear, Missing(text, counted.type, counted.entry.source))
            return
        number = in_force(self.parameters, "recalculation_days", found)
        if number is None:
            return
        # He is in custody meanwhile: no holiday makes it longer (CPL 105¶4).
        due = days_after(found.first, number.value, law=number.law, rolls=False)
        if approved.last <= due.day:
            yield clear
        elif approved.first <= due.day:
            text = Text("批准日期未精确到日", "the day of the approval is not known")
            yield _open(clear, Missing(text, counted.type, counted.entry.source))
        else:
            yield replace(
                clear,
                verdict=Verdict.FOUND,
                finding=Text(
                    f"发现另有重要罪行后，至{due.day}未报批重新计算侦查羁押期限",
                    f"another important crime was found, and the recalculation was not approved by {due.day}",
                ),
                grounds=(
                    Ground(Text("重新计算侦查羁押期限", "the recalculation"), entry=counted.entry),
                    *(by_law(number, step) for step in due.steps),
                ),
                violated_from=(due.day + timedelta(days=1)).isoformat(),
                ended_on=approved.last,
                remedied=True,
            )

    def _filed(self, counted: Event) -> Iterator[Outcome]:
        days = counted.days or days_of(counted.data.get("approved_at"))
        if days is None or in_force(self.parameters, "filed_with_the_procuratorate", days) is None:
            return
        clear = Outcome(rule=AN08_2, verdict=Verdict.CLEAR, root=counted.entry, suspect_ref=counted.suspect_ref)
        if counted.data.get("filed_with_procuratorate_at") is not None:
            yield clear
            return
        text = Text("报检察院备案的时间未报送", "whether and when it was filed with the procuratorate is not stated")
        yield _open(clear, Missing(text, counted.type, counted.entry.source))


def _can_be_the_same(one: Event, asked: Event) -> bool:
    """Tell whether another request can be about the same extension."""
    tiers = {one.data.get("tier"), asked.data.get("tier")} - {None}
    return one is not asked and len(tiers) < 2


def _open(clear: Outcome, *missing: Missing) -> Outcome:
    return replace(clear, verdict=Verdict.UNDETERMINED, missing=missing)
