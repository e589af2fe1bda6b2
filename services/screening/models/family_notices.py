"""M16-1 to M16-3: the family told within 24 hours of detention, arrest or surveillance at a designated place (D05-D07)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.dated import number_on
from screening.models.hours import Done, HourDuty, Instants, answer_by_the_hour, done, instants_of
from screening.models.police_questioning import decided_elsewhere, is_of_the_police, who_decided
from screening.models.words import word
from screening.parameters import Number, Parameters
from screening.rulebook import Outcome, Rule, Verdict
from zhenxie.law.calendar import legal_day
from zhenxie.law.wording import Text
from zhenxie.wire.vocabulary import Measure

_SURVEILLANCE: Final = "suspect.residential_surveillance_imposed"
_NOTIFIED: Final = "suspect.family_notified"
# Whom the police let go within the hours, his family need not be told that they hold.
ENDERS: Final = ("suspect.released", "suspect.measure_lifted", "suspect.bail_imposed", _SURVEILLANCE)
_HINDERS: Final = "hinders_investigation"
_OF_STATE_SECURITY: Final = "hinders_investigation_of_state_security"


def _rule(code: str, chinese: str, english: str, *articles: str) -> Rule:
    return Rule(
        code=code,
        title=Text(chinese, english),
        articles=articles,
        severity="medium",
        suggested_instrument="investigation_supervision_notice",
    )


M16_1: Final = _rule(
    "M16-1",
    "拘留后未在二十四小时内通知家属",
    "The family was not told of a detention in time",
    *("CPL 85", "PSB 127", "RULE 567"),
)
M16_2: Final = _rule(
    "M16-2",
    "逮捕后未在二十四小时内通知家属",
    "The family was not told of an arrest in time",
    *("CPL 93", "PSB 145", "RULE 567"),
)
M16_3: Final = _rule(
    "M16-3",
    "指定居所监视居住后未在二十四小时内通知家属",
    "The family was not told of surveillance at a designated place in time",
    *("CPL 75", "PSB 113", "RULE 567"),
)


@dataclass(frozen=True)
class _Kind:
    rule: Rule
    parameter: str
    measure: str
    chinese: str


_KINDS: Final = {
    "suspect.detained": _Kind(M16_1, "detention_notice", Measure.DETENTION.value, "拘留"),
    "suspect.arrested": _Kind(M16_2, "arrest_notice", Measure.ARREST.value, "逮捕"),
    _SURVEILLANCE: _Kind(M16_3, "surveillance_notice", Measure.RESIDENTIAL_SURVEILLANCE.value, "指定居所监视居住"),
}
TAKEN: Final = tuple(_KINDS)


def family_told(case: CaseFile, on: date, parameters: Parameters) -> Iterator[Outcome]:
    """Yield what the three rules answer of each measure of the police of which the family must be told.

    Whom the procuratorate or a court decided to arrest, his family they tell themselves.
    """
    for taken in case.of_type(*TAKEN):
        if (
            is_of_the_police(taken)
            and decided_elsewhere(taken) is not True
            and taken.data.get("designated") is not False
        ):
            yield from _of(case, on, parameters, taken)


def _of(case: CaseFile, on: date, parameters: Parameters, taken: Event) -> Iterator[Outcome]:
    kind = _KINDS[taken.type]
    start = instants_of(taken.data.get("from_day") or taken.occurred)
    clear = Outcome(rule=kind.rule, verdict=Verdict.CLEAR, root=taken.entry, suspect_ref=taken.suspect_ref)
    if start is None:
        text = Text("采取强制措施的时间不明", "when the measure was taken is not known")
        gap = Missing(text, taken.type, taken.entry.source)
        yield replace(clear, verdict=Verdict.UNDETERMINED, missing=(gap,))
        return
    day = legal_day(start.last)
    number = number_on(parameters, f"{kind.parameter}_hours", day)
    if number is None:
        return
    excuses = parameters.in_force(f"{kind.parameter}_excuses", day).value
    told = _notices(case, taken, kind, start)
    stated = [
        (_excuses(one, excuses), one) for one in (taken, *(each.event for each in told)) if _reason(one) is not None
    ]
    excuse = next((one for excused, one in stated if excused), None)
    if excuse is not None:
        yield replace(clear, cured_by=excuse.entry)
        return
    doubts = [_unclear(one) for excused, one in stated if excused is None]
    doubts += [] if "designated" in taken.data or taken.type != _SURVEILLANCE else [_where(taken)]
    doubts += [who_decided(taken)] if decided_elsewhere(taken) is None else []
    yield answer_by_the_hour(case, on, _duty(case, taken, start, number, (told, doubts)))


def _duty(
    case: CaseFile, taken: Event, start: Instants, number: Number, known: tuple[list[Done], list[Missing]]
) -> HourDuty:
    kind, ref = _KINDS[taken.type], taken.suspect_ref
    told, doubts = known
    return HourDuty(
        rule=kind.rule,
        root=taken.entry,
        suspect_ref=ref,
        start=start,
        number=number,
        silent=(_NOTIFIED, *ENDERS),
        owed_by=taken.entry.source,
        what=Text(
            f"{ref}于{taken.when}被{kind.chinese}，未在{number.value}小时内通知家属，也未载明法定理由",
            f"{ref}: {taken.type} on {taken.occurred}; the family was not told within {number.value} hours",
        ),
        acts=[*_on_itself(taken), *(one for one in told if _reason(one.event) is None)],
        enders=done([one for one in case.of_type(*ENDERS, suspect=ref) if one is not taken]),
        doubts=tuple(doubts),
    )


def _notices(case: CaseFile, taken: Event, kind: _Kind, start: Instants) -> list[Done]:
    """Return the notices that can be of this measure: they name it, or none, and did not come before it.

    One that names it can be of no other act where it is the only one of its kind.
    """
    alone = len(case.of_type(taken.type, suspect=taken.suspect_ref)) == 1
    found = []
    for one in case.of_type(_NOTIFIED, suspect=taken.suspect_ref):
        said, at = one.data.get("measure"), instants_of(one.occurred)
        named = word(said)
        if said is not None and named is None:
            # Of which measure it was is a code that nobody can read.
            found.append(Done(one, None))
        elif named in (None, kind.measure):
            of_this = named is not None and alone
            if of_this or at is None or at.last >= start.first:
                found.append(Done(one, at, of_this))
    return found


def _on_itself(taken: Event) -> Sequence[Done]:
    told = instants_of(taken.data.get("family_notified_at"))
    return [] if told is None else [Done(taken, told, of_this=True)]


def _reason(notice: Event) -> object:
    return notice.data.get("not_notified_reason")


def _excuses(said_by: Event, excuses: Sequence[str]) -> bool | None:
    """Tell whether a stated reason excuses by the law of its day; None where that, or of what it speaks, is not known."""
    reason, measure = word(_reason(said_by)), said_by.data.get("measure")
    if reason is None or (measure is not None and word(measure) is None):
        return None
    if reason == _HINDERS and _OF_STATE_SECURITY in excuses:
        grave: bool | None = said_by.data.get("state_security_or_terrorism")
        return grave
    return reason in excuses


def _unclear(one: Event) -> Missing:
    text = Text(
        "未通知家属的理由不明，或者是否涉嫌危害国家安全、恐怖活动犯罪未报送",
        "the reason is not known, or whether it is a crime against state security or of terrorism is not stated",
    )
    return Missing(text, one.type, one.entry.source)


def _where(taken: Event) -> Missing:
    text = Text("是否指定居所监视居住未报送", "whether it is surveillance at a designated place is not stated")
    return Missing(text, taken.type, taken.entry.source)
