"""异地羁押、异地执法 (M19): detained or arrested outside of the handling unit's district, without what the law asks for.

Each violation has its number, M19-1 and M19-2; the plain code M19 names the model and is no rule (CPL 83, 85; PSB 126¶2,
346-347, 350; RULE 618). That property of an enterprise is frozen besides raises the severity: the special supervision
of 2025 of enforcement elsewhere is a priority of work, no rule of law [design].
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models import driving
from screening.models.dated import number_on
from screening.models.district import Place, place_of
from screening.models.drunk_driving_faults import by_faults
from screening.models.fact_keys import COOPERATION_LETTER, ESTABLISHED, established
from screening.models.family_notices import ENDERS
from screening.models.hours import Done, HourDuty, answer_by_the_hour, done, instants_of
from screening.models.police_questioning import is_of_the_police
from screening.models.words import word
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict
from zhenxie.law.calendar import legal_day
from zhenxie.law.wording import Text

_NOTE: Final = Text(
    "经由执行地检察机关移送、通报线索", "through the procuratorate of the place where it was carried out"
)
M19_1: Final = Rule(
    code="M19-1",
    title=Text("异地执行拘留、逮捕没有办案协作手续", "Detained or arrested elsewhere without a letter of cooperation"),
    articles=("CPL 83", "PSB 346", "PSB 347", "PSB 350"),
    severity="medium",
    suggested_instrument="correction_notice",
    instrument_note=_NOTE,
)
M19_2: Final = Rule(
    code="M19-2",
    title=Text(
        "异地拘留后未在二十四小时内送看守所", "Detained elsewhere and not in a detention center within 24 hours"
    ),
    articles=("CPL 85", "PSB 126", "RULE 618"),
    severity="high",
    suggested_instrument="correction_notice",
    instrument_note=_NOTE,
)
_DETAINED: Final = "suspect.detained"
_ARRESTED: Final = "suspect.arrested"
_DELIVERED: Final = "suspect.delivered_to_detention_center"
# With these another unit, of another district, may have taken the case over.
_HANDED_ON: Final = ("case.filed", "case.refiled", "case.transferred_out", "case.jurisdiction_designated")


@dataclass(frozen=True)
class _Letter:
    """Whether there was a letter of cooperation: stated true, stated false, or not stated."""

    given: bool | None
    says: tuple[Event, ...] = ()


class MeasuresElsewhere(SupervisionModel):
    """Detention and arrest outside of the handling unit's district."""

    slug = "measures_elsewhere"
    version = "1"
    title = Text("异地羁押、异地执法监督模型", "Detention and arrest elsewhere")
    rules = (M19_1, M19_2)
    watches = frozenset({_DETAINED, _ARRESTED})
    parameters_of = "measures_elsewhere"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield M19-1 for each detention and arrest that is, or may be, elsewhere, and M19-2 for such a detention."""
        for taken in case.of_type(_DETAINED, _ARRESTED):
            if is_of_the_police(taken) and _is_carried_out_somewhere(case, taken):
                where = place_of(case, taken)
                for one in (*self._letter(case, taken, where), *self._delivered(case, on, taken, where)):
                    yield _escalated(case, one, where)

    def _letter(self, case: CaseFile, taken: Event, where: Place) -> Iterator[Outcome]:
        if where.outside is False or driving.applies(self.parameters, "letter_required", taken.days) is False:
            return
        letter = _letter_of(case, taken)
        if letter.given:
            yield by_faults(M19_1, taken, [], [])
            return
        doubts = list(where.missing)
        if letter.given is None:
            text = Text("有无办案协作函未报送", "whether there was a letter of cooperation is not stated")
            doubts.append(Missing(text, _DETAINED if taken.type == _DETAINED else ESTABLISHED, taken.entry.source))
        if taken.days is None:
            text = Text("采取强制措施的日期不明", "the day of the measure is not known")
            doubts.append(Missing(text, taken.type, taken.entry.source))
        else:
            doubts += [] if doubts else _not_handed_on(case, taken, taken.days.last)
        fault = Text(
            f"{taken.suspect_ref}在办案单位辖区以外（{where.code}）被采取强制措施，没有办案协作函",
            f"{taken.suspect_ref}: {taken.type} in {where.code}, outside of the unit's district, without a letter",
        )
        found = by_faults(M19_1, taken, [fault], [])
        grounds = (*found.grounds, *(Ground(Text("查明", "established"), entry=one.entry) for one in letter.says))
        yield driving.doubted(replace(found, grounds=grounds), doubts)

    def _delivered(self, case: CaseFile, on: date, taken: Event, where: Place) -> Iterator[Outcome]:
        start = instants_of(taken.data.get("announced_at") or taken.occurred)
        if taken.type != _DETAINED or where.outside is False or where.code is None:
            return
        if start is None:
            text = Text("拘留的时间不明", "when he was detained is not known")
            yield by_faults(M19_2, taken, [], [text])
            return
        number = number_on(self.parameters, "delivery_hours", legal_day(start.last))
        if number is None:
            return
        alone = len(case.of_type(_DETAINED, suspect=taken.suspect_ref)) == 1
        delivered = case.of_type(_DELIVERED, suspect=taken.suspect_ref)
        duty = HourDuty(
            rule=M19_2,
            root=taken.entry,
            suspect_ref=taken.suspect_ref,
            start=start,
            number=number,
            silent=(_DELIVERED, *ENDERS),
            owed_by=taken.entry.source,
            what=Text(
                f"{taken.suspect_ref}于{taken.when}在{where.code}被异地拘留，未在{number.value}小时内送看守所羁押",
                f"{taken.suspect_ref} was detained in {where.code} on {taken.occurred}; not in a detention center in time",
            ),
            acts=[
                Done(one, instants_of(one.occurred), alone and one.data.get("after") == "detention")
                for one in delivered
            ],
            enders=done(case.of_type(*ENDERS, suspect=taken.suspect_ref)),
            doubts=where.missing,
        )
        outcome = answer_by_the_hour(case, on, duty)
        doubts = _not_handed_on(case, taken, legal_day(start.last)) if outcome.verdict is Verdict.FOUND else ()
        yield driving.doubted(outcome, doubts)


def _is_carried_out_somewhere(case: CaseFile, taken: Event) -> bool:
    """Tell whether the place matters: an arrest of whom the police held already is carried out where they hold him."""
    return (
        taken.type == _DETAINED
        or "place_division_code" in taken.data
        or not case.of_type(_DETAINED, suspect=taken.suspect_ref)
    )


def _letter_of(case: CaseFile, taken: Event) -> _Letter:
    """Return whether there was a letter: the detention says it itself, of an arrest a fact about this suspect does."""
    if taken.type == _DETAINED:
        return _Letter(taken.data.get("cooperation_letter"))
    said = [one for one in established(case, None, COOPERATION_LETTER) if one.suspect_ref == taken.suspect_ref]
    stated = {one.data["value"].get("truth") for one in said}
    return _Letter(stated.pop() if len(stated) == 1 else None, tuple(said))


def _not_handed_on(case: CaseFile, taken: Event, until: date) -> tuple[Missing, ...]:
    """Return why another unit may have had the case by then; empty where silence counts."""
    opened = [one.days.first for one in case.of_type("case.notified", *_HANDED_ON) if one.days is not None]
    since = min([until, *opened])
    return case.silence(_HANDED_ON, owed_by=taken.entry.source, since=since, until=until)


def _escalated(case: CaseFile, outcome: Outcome, where: Place) -> Outcome:
    if outcome.verdict is not Verdict.FOUND:
        return outcome
    frozen = next(
        (
            one
            for one in case.of_type("property.restrained")
            if word(one.data.get("kind")) == "freezing" and word(one.data.get("owner_kind")) == "enterprise"
        ),
        None,
    )
    if frozen is not None:
        text = Text(
            "同时冻结企业财产：异地执法、趋利性执法专项监督的重点",
            "property of an enterprise is frozen: a priority of 2025",
        )
        return replace(outcome, severity="urgent", grounds=(*outcome.grounds, Ground(text, entry=frozen.entry)))
    return replace(outcome, severity="low") if where.same_city else outcome
