"""在逃移送起诉 (AN10): sent for prosecution while he was at large (RULE 158¶3)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.dated import number_on
from screening.models.economic_case_course import may_follow
from screening.models.words import word
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.wire.vocabulary import Measure

AN10: Final = Rule(
    code="AN10",
    title=Text("犯罪嫌疑人在逃而移送起诉", "Sent for prosecution while at large"),
    articles=("RULE 158", "PSB 283"),
    severity="medium",
    suggested_instrument="investigation_supervision_notice",
    instrument_note=Text(
        "应当要求公安机关采取措施保证犯罪嫌疑人到案后再移送；对在案的同案人应当受理（规则第158条第3款）",
        "the police must see that he is in hand before they send; for those in hand the case is accepted (RULE 158¶3)",
    ),
)
_SENT: Final = "case.sent_for_prosecution"
_FLED: Final = "suspect.at_large"
_STATES: Final = (_FLED, "suspect.identified", "suspect.details_amended")
# Nobody is detained, arrested, summoned, interrogated or bailed who is not in hand.
_IN_HAND: Final = (
    "suspect.detained",
    "suspect.arrested",
    "suspect.delivered_to_detention_center",
    "suspect.summoned",
    "suspect.compelled_to_appear",
    "suspect.interrogated",
    "suspect.bail_imposed",
    "suspect.residential_surveillance_imposed",
)
_HELD: Final = (Measure.DETENTION.value, Measure.ARREST.value)


class TransferAtLarge(SupervisionModel):
    """Suspects whom an opinion to prosecute names while they are on the run."""

    slug = "transfer_at_large"
    version = "1"
    title = Text("在逃移送起诉监督模型", "Transfer of suspects at large")
    rules = (AN10,)
    watches = frozenset({_SENT})
    parameters_of = "transfer_at_large"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield an outcome for each sending and each suspect of it who was reported at large before, or may have been."""
        for sent in case.of_type(_SENT):
            day = on if sent.days is None else sent.days.last
            number = number_on(self.parameters, "in_hand_required", day)
            for person in case.suspects:
                fled = [
                    one for one in _flights(case, person.ref) if sent.days is None or _may_be_by(one, sent.days.last)
                ]
                if number is not None and fled and _named(sent, person.ref) is not False:
                    yield _of(case, sent, person.ref, fled, number)


def _of(case: CaseFile, sent: Event, ref: str, fled: Sequence[Event], number: Number) -> Outcome:
    start = fled[-1]
    clear = Outcome(rule=AN10, verdict=Verdict.CLEAR, root=sent.entry, suspect_ref=ref)
    caught = [] if sent.days is None else _caught(case, ref, start, sent.days)
    if start.days is not None and sent.days is not None:
        surely = [
            one for one in caught if one.days and start.days.last < one.days.first and one.days.last < sent.days.first
        ]
        if surely:
            return replace(clear, cured_by=surely[-1].entry)
    missing = (*_unclear(sent, ref, start), *(_order(one) for one in caught))
    if not missing and start.days is not None and sent.days is not None:
        missing = case.silence((*_IN_HAND, _FLED), owed_by=case.police, since=start.days.first, until=sent.days.last)
    if missing or sent.days is None:
        return replace(clear, verdict=Verdict.UNDETERMINED, missing=missing)
    # Whatever may have come before the transfer was asked about above.
    later = [one.days.last for one in _caught(case, ref, sent, None) if one.days is not None]
    return replace(
        clear,
        verdict=Verdict.FOUND,
        finding=Text(
            f"{ref}自{start.when}起在逃，尚未到案即于{sent.when}移送审查起诉",
            f"{ref} was at large from {start.occurred} and was sent for prosecution on {sent.occurred}",
        ),
        grounds=(
            Ground(Text("在逃", "at large"), entry=start.entry),
            Ground(Text("移送审查起诉", "the transfer"), entry=sent.entry),
            by_law(number, Text("犯罪嫌疑人到案后再移送起诉", "he is sent only once he is in hand")),
        ),
        violated_from=sent.days.first.isoformat(),
        ended_on=min(later, default=None),
        remedied=bool(later),
    )


def _flights(case: CaseFile, ref: str) -> list[Event]:
    """Return what says that he is at large, in the law's order."""
    said = case.of_type(*_STATES, suspect=ref)
    return [one for one in said if one.data.get("at_large", one.type == _FLED)]


def _caught(case: CaseFile, ref: str, start: Event, until: Days | None) -> list[Event]:
    """Return what shows him in hand, and can have come after `start` and by `until`."""
    found = [one for one in case.of_type(*_STATES, *_IN_HAND, suspect=ref) if one.type in _IN_HAND or _is_back(one)]
    found = [one for one in found if may_follow(one, start)]
    return found if until is None else [one for one in found if _may_be_by(one, until.last)]


def _is_back(one: Event) -> bool:
    return one.data.get("at_large") is False


def _may_be_by(one: Event, day: date) -> bool:
    return one.days is None or one.days.first <= day


def _named(sent: Event, ref: str) -> bool | None:
    """Tell whether an opinion to prosecute names a suspect; None where it does not say whom it names."""
    suspects = sent.data.get("suspects")
    return None if not suspects else any(one.get("suspect_ref") == ref for one in suspects)


def _unclear(sent: Event, ref: str, start: Event) -> Iterator[Missing]:
    if sent.days is None or start.days is None or start.days.last >= sent.days.first:
        text = Text("在逃与移送的先后不明", "whether he fled before the transfer is not known")
        yield Missing(text, start.type, start.entry.source)
    if _named(sent, ref) is None:
        text = Text("移送的犯罪嫌疑人未报送", "whom the opinion to prosecute names is not stated")
        yield Missing(text, sent.type, sent.entry.source)
    measures = [one.get("measure") for one in sent.data.get("suspects") or () if one.get("suspect_ref") == ref]
    if any(word(one) in _HELD or (one is not None and word(one) is None) for one in measures):
        text = Text("移送时载明在押，与在逃不一致", "sent as held, and reported as at large")
        yield Missing(text, sent.type, sent.entry.source)


def _order(one: Event) -> Missing:
    text = Text("到案日期与在逃、移送的先后不明", "whether he was in hand before the transfer is not known")
    return Missing(text, one.type, one.entry.source)
