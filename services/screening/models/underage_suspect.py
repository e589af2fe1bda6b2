"""未达刑事责任年龄: suspects who are not liable by age, and what must then end (CL 17; PSB 186; domain 14.2)."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models.duties import ONE_DAY, Duty, answer
from screening.models.underage_acts import Judged, Liability, judged
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.calendar import legal_day
from zhenxie.law.periods import days_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

_NOTE: Final = Text(
    "不适用要求说明立案理由（规则第559条第2款）；由检察官选择纠正意见、侦查活动监督通知书或者终止侦查建议",
    "reasons for filing may not be asked for here (RULE 559¶2); a prosecutor chooses the instrument",
)


def age_rule(code: str, chinese: str, english: str, instrument: str, *articles: str, urgent: bool = False) -> Rule:
    """Return a rule on age; it may lead to an instrument that a prosecutor chooses."""
    return Rule(
        code=code,
        title=Text(chinese, english),
        articles=articles,
        severity="urgent" if urgent else "high",
        suggested_instrument=instrument,
        instrument_note=_NOTE,
    )


UA_01: Final = age_rule(
    "UA-01",
    "全案嫌疑人未达刑事责任年龄应撤未撤",
    "Nobody is liable by age, and the case is not withdrawn",
    "correction_opinion",
    "CL 17",
    "CPL 163",
    "PSB 186",
)
UA_02: Final = age_rule(
    "UA-02",
    "未达刑事责任年龄应终止侦查未终止",
    "Not liable by age, and not terminated for him",
    "termination_opinion",
    "CL 17",
    "PSB 186¶2",
)
UA_03: Final = age_rule(
    "UA-03",
    "查明未达刑事责任年龄后仍采取强制措施",
    "A measure was taken after the age was established",
    "correction_opinion",
    "CL 17",
    "CPL 163",
    "PSB 321",
    urgent=True,
)
UA_04: Final = age_rule(
    "UA-04",
    "十二至十四周岁未报请核准追诉",
    "From 12 to 14, and no approval to prosecute asked for",
    "correction_opinion",
    "CL 17¶3",
    "RULE 321",
)
MEASURES: Final = (
    "suspect.detained",
    "suspect.arrested",
    "suspect.bail_imposed",
    "suspect.residential_surveillance_imposed",
)
_ENDS: Final = ("suspect.investigation_terminated",)
_APPROVAL: Final = frozenset({"approval_requested_from_spp", "prosecution_approved_by_spp"})


class UnderageSuspect(SupervisionModel):
    """Suspects below the age of criminal responsibility."""

    slug = "underage_suspect"
    version = "1"
    title = Text("未达刑事责任年龄监督撤案模型", "Suspects below the age of criminal responsibility")
    rules = (UA_01, UA_02, UA_03, UA_04)
    watches = frozenset({"case.filed"})
    parameters_of = "underage_suspect"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield UA-01 for the case, or UA-02 for each person; UA-03 for each measure, UA-04 for each person."""
        filed = case.last("case.filed")
        people = judged(case, self.parameters)
        if filed is None or not people:
            return
        whole = yield from self._whole(case, on, filed, people)
        for person in people:
            if not whole:
                yield from self._terminate(case, on, filed, person)
            yield from self._measures(case, person)
            if person.liability is Liability.WITH_APPROVAL:
                yield self._approval(case, on, _root(case, filed, person.ref), person)

    def _whole(
        self, case: CaseFile, on: date, filed: Event, people: Sequence[Judged]
    ) -> Generator[Outcome, None, bool]:
        kinds = {one.liability for one in people}
        if kinds & {Liability.LIABLE, Liability.WITH_APPROVAL}:
            yield Outcome(rule=UA_01, verdict=Verdict.CLEAR, root=filed.entry)
            return False
        if Liability.UNKNOWN in kinds:
            missing = tuple(gap for one in people for gap in one.missing)
            yield Outcome(rule=UA_01, verdict=Verdict.UNDETERMINED, root=filed.entry, missing=missing)
            return False
        alone = _no_other_participant(case)
        if alone is None:
            text = Text("是否另有其他参与人未查明", "whether somebody else took part is not stated")
            missing = (Missing(text, "fact.established", case.police),)
            yield Outcome(rule=UA_01, verdict=Verdict.UNDETERMINED, root=filed.entry, missing=missing)
            return False
        if not alone:
            yield Outcome(rule=UA_01, verdict=Verdict.CLEAR, root=filed.entry)
            return False
        last = max(people, key=_established)
        finding = Text(
            "全案犯罪嫌疑人实施行为时均未达到刑事责任年龄，且无其他参与人，应当撤销案件而未撤销",
            "every suspect was below the age of criminal responsibility and nobody else took part: the case had to be withdrawn",
        )
        grounds = tuple(ground for one in people for ground in self._grounds(one))
        duty = self._duty(case, (UA_01, finding, grounds), filed, last)
        yield answer(case, on, duty)
        return True

    def _terminate(self, case: CaseFile, on: date, filed: Event, person: Judged) -> Iterator[Outcome]:
        root = _root(case, filed, person.ref)
        if person.liability is Liability.NOT_LIABLE:
            finding = Text(
                f"犯罪嫌疑人{person.ref}实施行为时未达到刑事责任年龄，应当对其终止侦查而未终止",
                f"{person.ref} was below the age of criminal responsibility: the investigation of him had to be terminated",
            )
            yield answer(case, on, self._duty(case, (UA_02, finding, self._grounds(person)), root, person))
        elif person.liability is Liability.UNKNOWN:
            yield Outcome(
                rule=UA_02,
                verdict=Verdict.UNDETERMINED,
                root=root.entry,
                suspect_ref=person.ref,
                missing=person.missing,
            )
        elif person.liability is Liability.LIABLE:
            yield Outcome(rule=UA_02, verdict=Verdict.CLEAR, root=root.entry, suspect_ref=person.ref)

    def _duty(self, case: CaseFile, said: tuple[Rule, Text, tuple[Ground, ...]], root: Event, person: Judged) -> Duty:
        rule, finding, grounds = said
        number = self.parameters.in_force("grace_days", date.max)
        start = _established(person)
        due = days_after(start, number.value, law=number.law, rolls=True)
        ref = None if rule is UA_01 else person.ref
        acts = [*case.of_type("case.withdrawn")]
        acts += [] if ref is None else case.of_type(*_ENDS, suspect=ref)
        return Duty(
            rule=rule,
            root=root.entry,
            due=Days(due.day, due.day),
            since=start,
            silent=("case.withdrawn", *_ENDS),
            owed_by=case.police,
            finding=finding,
            grounds=(*grounds, *(by_law(number, step) for step in due.steps)),
            suspect_ref=ref,
            acts=acts,
        )

    def _grounds(self, person: Judged) -> tuple[Ground, ...]:
        full = self.parameters.in_force("full_responsibility_age", date.max)
        acts = "、".join(f"{one.first}至{one.last}" if not one.is_one_day else str(one.first) for one in person.acts)
        verified = None if person.verified is None else person.verified.entry
        return (
            Ground(
                Text(
                    f"{person.ref}的出生日期经查明为{person.birth}",
                    f"{person.ref} was born on {person.birth}, as established",
                ),
                entry=verified,
            ),
            Ground(Text(f"{person.ref}的行为时间：{acts}", f"{person.ref} acted on {acts}")),
            Ground(
                Text("周岁按公历计算，从生日的第二天起算", "years are full from the day after the birthday"),
                article="JUV06 2",
            ),
            by_law(
                full,
                Text(
                    f"行为时未满{full.value}周岁，所涉行为不在应负刑事责任之列", "below the age, and not a listed act"
                ),
            ),
        )

    def _measures(self, case: CaseFile, person: Judged) -> Iterator[Outcome]:
        if person.liability is not Liability.NOT_LIABLE or person.verified is None:
            return
        known = _established(person)
        picture = next(one for one in case.suspects if one.ref == person.ref)
        for taken in case.of_type(*MEASURES, suspect=person.ref):
            days = taken.days
            if days is not None and days.last <= known:
                yield Outcome(rule=UA_03, verdict=Verdict.CLEAR, root=taken.entry, suspect_ref=person.ref)
            elif days is None or days.first <= known:
                text = Text(
                    "强制措施与查明年龄的先后不明",
                    "whether the measure came after the age was established is not known",
                )
                missing = (Missing(text, taken.type, taken.entry.source),)
                yield Outcome(
                    rule=UA_03, verdict=Verdict.UNDETERMINED, root=taken.entry, suspect_ref=person.ref, missing=missing
                )
            else:
                ended = next(
                    (one for one in picture.measures if one.since == taken.occurred and not one.in_force and one.until),
                    None,
                )
                end = None if ended is None else days_of(ended.until)
                yield Outcome(
                    rule=UA_03,
                    verdict=Verdict.FOUND,
                    root=taken.entry,
                    suspect_ref=person.ref,
                    finding=Text(
                        f"已于{known}查明{person.ref}未达到刑事责任年龄，仍于{taken.occurred}对其采取强制措施",
                        f"{person.ref} was known from {known} to be below the age; a measure was taken on {taken.occurred}",
                    ),
                    grounds=(*self._grounds(person), Ground(Text("采取强制措施", "the measure"), entry=taken.entry)),
                    violated_from=days.first.isoformat(),
                    ended_on=None if end is None else end.last,
                    remedied=end is not None,
                    severity=None if taken.type in MEASURES[:2] else "high",
                )

    def _approval(self, case: CaseFile, on: date, root: Event, person: Judged) -> Outcome:
        finding = Text(
            f"犯罪嫌疑人{person.ref}行为时已满十二周岁不满十四周岁，未见报请最高人民检察院核准追诉，也未终止侦查",
            f"{person.ref} was between 12 and 14; neither was approval to prosecute asked for, nor the investigation ended",
        )
        duty = self._duty(case, (UA_04, finding, self._grounds(person)), root, person)
        asked = [one for one in case.of_type("fact.established") if one.data.get("key") in _APPROVAL]
        silent = (*duty.silent, "fact.established")
        return answer(case, on, replace(duty, acts=[*duty.acts, *asked], silent=silent))


def _established(person: Judged) -> date:
    """Return the legal day from which the age was both established and recorded; today's date never decides it."""
    one = person.verified
    if one is None:
        return date.max - ONE_DAY * 400
    recorded = legal_day(one.entry.recorded_at)
    return recorded if one.days is None else max(recorded, one.days.last)


def _root(case: CaseFile, filed: Event, ref: str) -> Event:
    """Return the event that made somebody a suspect: the first that names him, else the decision to file."""
    identified = case.first("suspect.identified", suspect=ref)
    return identified or filed


def _no_other_participant(case: CaseFile) -> bool | None:
    found = [
        (one.entry.said_at, one.data["value"].get("truth"))
        for one in case.of_type("fact.established")
        if one.data.get("key") == "no_other_participant"
    ]
    found += [(event.entry.said_at, value) for value, event in case.stated("no_other_participant")]
    return max(found)[1] if found else None
