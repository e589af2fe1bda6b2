"""认罪认罚、速裁建议 (M21): a plea that the opinion to prosecute denies, and a fast track that the law closes.

Who signs the statement of plea (具结书), and with which counsel, is the procuratorate's affair (CPL 174; domain 14.4).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.dated import number_on
from screening.models.underage_birth import Birth, Surety, birth_of
from screening.models.underage_since import EXONERATING
from screening.models.words import word
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.ages import attained
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.record.picture import Suspect
from zhenxie.wire.vocabulary import Stage

M21_1: Final = Rule(
    code="M21-1",
    title=Text("认罪认罚未随案移送", "A plea that the transfer does not tell"),
    articles=("CPL 162", "CPL 120"),
    severity="low",
    aliases=("M21",),
    suggested_instrument="investigation_supervision_notice",
)
M21_2: Final = Rule(
    code="M21-2",
    title=Text("对未成年人、盲聋哑人等建议适用速裁程序", "The fast track was suggested where the law closes it"),
    articles=("CPL 223", "PSB 289"),
    severity="low",
    suggested_instrument="oral_correction",
)
_SENT: Final = "case.sent_for_prosecution"
_PLEA: Final = "suspect.plea_recorded"
_INVESTIGATION: Final = Stage.INVESTIGATION.value
# CPL 174 names the same people as CPL 223(1): whom it exempts from signing, the fast track is closed to.
_CLOSED_TO: Final = "blind_deaf_mute_or_partly_incapable"


class PleaAndFastTrack(SupervisionModel):
    """What an opinion to prosecute says of pleas, and of the fast track."""

    slug = "plea_and_fast_track"
    version = "1"
    title = Text("认罪认罚与速裁建议监督模型", "Pleas and the fast track")
    rules = (M21_1, M21_2)
    watches = frozenset({_SENT})
    parameters_of = "plea_and_fast_track"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:  # noqa: ARG002  what was sent was sent
        """Yield M21-1 for each suspect who had pleaded before the transfer, and M21-2 where the fast track was suggested."""
        for sent in case.of_type(_SENT):
            day = date.max if sent.days is None else sent.days.last
            number = number_on(self.parameters, "plea_is_told", day)
            if number is not None:
                for person in case.suspects:
                    yield from _plea(case, sent, person.ref, number)
                if sent.data.get("fast_track_suggested"):
                    majority = self.parameters.in_force("age_of_majority", day)
                    yield from _fast_track(case, sent, majority)


def _plea(case: CaseFile, sent: Event, ref: str, number: Number) -> Iterator[Outcome]:
    pleas = [
        one for one in case.of_type(_PLEA, suspect=ref) if one.payload.get("stage", _INVESTIGATION) == _INVESTIGATION
    ]
    if not pleas:
        return
    said, outcome = _said_of(sent, ref), Outcome(rule=M21_1, verdict=Verdict.CLEAR, root=sent.entry, suspect_ref=ref)
    if said is not None and said.get("suspect_ref") != ref:
        return
    plea = pleas[-1]
    if (said or {}).get("plea") is True or _is_surely_after(plea, sent) or plea.data.get("withdrawn"):
        yield outcome
    elif said is None or said.get("plea") is None:
        text = Text("起诉意见书是否载明认罪认罚未报送", "whether the opinion to prosecute tells the plea is not stated")
        yield _open(outcome, (Missing(text, sent.type, sent.entry.source),))
    elif plea.days is None or sent.days is None or plea.days.last >= sent.days.first:
        text = Text("认罪认罚与移送的先后不明", "whether he pleaded before the transfer is not known")
        yield _open(outcome, (Missing(text, _PLEA, plea.entry.source),))
    else:
        # A plea that was taken back (反悔) before the transfer need not be told.
        missing = case.silence((_PLEA,), owed_by=case.police, since=plea.days.first, until=sent.days.last)
        yield _open(outcome, missing) if missing else _untold(outcome, sent, plea, number)


def _untold(outcome: Outcome, sent: Event, plea: Event, number: Number) -> Outcome:
    ref = outcome.suspect_ref
    return replace(
        outcome,
        verdict=Verdict.FOUND,
        finding=Text(
            f"{ref}于{plea.when}自愿认罪认罚并记录在案，{sent.when}移送时载明未认罪认罚",
            f"{ref} pleaded on {plea.occurred}; the transfer of {sent.occurred} says that he did not",
        ),
        grounds=(
            Ground(Text("认罪认罚记录", "the plea"), entry=plea.entry),
            Ground(Text("移送审查起诉", "the transfer"), entry=sent.entry),
            by_law(number, Text("应当记录在案，随案移送，并在起诉意见书中写明", "recorded, sent along and told")),
        ),
        violated_from=sent.occurred,
    )


def _fast_track(case: CaseFile, sent: Event, majority: Number) -> Iterator[Outcome]:
    named = [str(one.get("suspect_ref")) for one in sent.data.get("suspects") or ()]
    for person in case.suspects:
        if not named or person.ref in named:
            yield _closed_to(case, sent, person, majority, alone=named == [person.ref])


def _closed_to(case: CaseFile, sent: Event, person: Suspect, majority: Number, *, alone: bool) -> Outcome:
    outcome = Outcome(rule=M21_2, verdict=Verdict.CLEAR, root=sent.entry, suspect_ref=person.ref)
    exempt = [one for one in case.of_type(_PLEA, suspect=person.ref) if word(one.data.get("exemption")) == _CLOSED_TO]
    birth = birth_of(case, person)
    minor = None if birth.day is None or sent.days is None else _is_minor(birth.day, sent.days, majority.value)
    if not exempt and (minor is False or birth.surety is Surety.REACHED):
        return outcome
    missing = () if exempt else _age_in_doubt(case, sent, birth, minor)
    if not alone:
        text = Text(
            "速裁建议针对哪一名犯罪嫌疑人未报送", "for which suspect the fast track was suggested is not stated"
        )
        missing += (Missing(text, sent.type, sent.entry.source),)
    if missing:
        return _open(outcome, missing)
    why = exempt[-1] if exempt else birth.verified
    chinese, english = (
        "系盲、聋、哑人或者尚未完全丧失辨认控制能力的精神病人",
        "is blind, deaf, mute or partly incapable",
    )
    if not exempt:
        chinese, english = f"出生于{birth.day}，系未成年人", f"was born on {birth.day} and is a minor"
    return replace(
        outcome,
        verdict=Verdict.FOUND,
        finding=Text(
            f"{person.ref}{chinese}，{sent.when}移送时仍建议适用速裁程序",
            f"{person.ref} {english}; the transfer of {sent.occurred} suggests the fast track",
        ),
        grounds=(
            Ground(Text(chinese, english), entry=None if why is None else why.entry),
            Ground(Text("移送审查起诉", "the transfer"), entry=sent.entry, article="CPL 223"),
        ),
        violated_from=sent.occurred,
    )


def _age_in_doubt(case: CaseFile, sent: Event, birth: Birth, minor: bool | None) -> tuple[Missing, ...]:  # noqa: FBT001
    """Return what keeps it from being certain that he was a minor when the case was sent."""
    missing: tuple[Missing, ...] = () if birth.missing is None else (birth.missing,)
    if minor is None:
        text = Text("移送时是否已满十八周岁不能确定", "whether he was eighteen at the transfer is not known")
        missing += (Missing(text, "suspect.age_verified", case.police),)
    if missing or sent.days is None:
        return missing
    return case.silence(EXONERATING, owed_by=case.police, since=_since(case), until=sent.days.last)


def _said_of(sent: Event, ref: str) -> Mapping[str, Any] | None:
    """Return what an opinion to prosecute says of a suspect; of somebody else where it names others, None of nobody."""
    suspects = sent.data.get("suspects") or ()
    return next((one for one in suspects if one.get("suspect_ref") == ref), suspects[0] if suspects else None)


def _is_surely_after(one: Event, sent: Event) -> bool:
    return one.days is not None and sent.days is not None and one.days.first > sent.days.last


def _is_minor(birth: date, days: Days, years: int) -> bool | None:
    reached = {attained(birth, years, day) for day in (days.first, days.last)}
    return None if len(reached) > 1 else not reached.pop()


def _since(case: CaseFile) -> date:
    return min(one.days.first for one in case.events if one.days is not None)


def _open(outcome: Outcome, missing: tuple[Missing, ...]) -> Outcome:
    return replace(outcome, verdict=Verdict.UNDETERMINED, missing=missing)
