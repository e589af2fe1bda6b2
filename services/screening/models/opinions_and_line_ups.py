"""鉴定、辨认 (M17): opinions that are used as evidence and told to nobody, unqualified laboratories, line-ups too small.

Each violation has its number, M17-1 to M17-4; the plain code M17 names the model and is no rule (CPL 148; PSB 251, 252,
258-260; RULE 226). Opinions on the alcohol in the blood have rules of their own (DUI-09, DUI-10).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models import driving
from screening.models.drunk_driving_faults import by_faults
from screening.models.duties import Duty, answer
from screening.models.economic_case_course import SENDINGS, disposes
from screening.models.fact_keys import ESTABLISHED
from screening.models.line_ups import M17_4, line_ups
from screening.models.words import word
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

M17_1: Final = Rule(
    code="M17-1",
    title=Text("用作证据的鉴定意见未告知犯罪嫌疑人", "An opinion used as evidence was not made known to the suspect"),
    articles=("CPL 148", "PSB 252"),
    severity="medium",
    suggested_instrument="investigation_supervision_notice",
)
M17_2: Final = Rule(
    code="M17-2",
    title=Text("用作证据的鉴定意见未告知被害人", "An opinion used as evidence was not made known to the victim"),
    articles=("CPL 148", "PSB 252"),
    severity="medium",
    suggested_instrument="investigation_supervision_notice",
)
M17_3: Final = Rule(
    code="M17-3",
    title=Text("鉴定机构不具备资质", "The laboratory was not qualified"),
    articles=("CPL 146", "PSB 248"),
    severity="high",
    suggested_instrument="investigation_supervision_notice",
)
_OPINION: Final = "evidence.forensic_opinion_issued"
_NOTIFIED: Final = "evidence.forensic_opinion_notified"
# Whom a recipient of the wire stands for.
_RECIPIENTS: Final = {"suspect": {"suspect", "both"}, "victim": {"victim", "both"}}


class OpinionsAndLineUps(SupervisionModel):
    """Forensic opinions and line-ups."""

    slug = "opinions_and_line_ups"
    version = "1"
    title = Text("鉴定、辨认监督模型", "Forensic opinions and line-ups")
    rules = (M17_1, M17_2, M17_3, M17_4)
    watches = frozenset({_OPINION, ESTABLISHED})
    parameters_of = "opinions_and_line_ups"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield M17-1 to M17-3 for each opinion that is not on alcohol, M17-4 for each line-up.

        No number of days is set for the notice (及时): it is late once the case is sent for prosecution without it. To
        whom an injury was done, there is a victim; of other subjects nobody says whether there is one.
        """
        for one in case.of_type(_OPINION):
            if not driving.is_on_alcohol(one):
                yield from self._told(case, on, one, (M17_1, "suspect", "犯罪嫌疑人"))
                if one.data.get("subject") == "injury":
                    yield from self._told(case, on, one, (M17_2, "victim", "被害人"))
                yield self._qualified(one)
        yield from line_ups(case, self.parameters)

    def _told(self, case: CaseFile, on: date, opinion: Event, whom: tuple[Rule, str, str]) -> Iterator[Outcome]:
        rule, recipient, chinese = whom
        sent = [one for one in case.of_type(*SENDINGS) if disposes(case, one, opinion.suspect_ref)]
        after = [(one.days, one) for one in sent if one.days is not None and _follows(one.days, opinion)]
        if not after:
            return
        due, sending = min(after, key=lambda pair: (pair[0].last, pair[1].entry.position))
        notices = [(one, _reached(one, recipient)) for one in _notices(case, opinion)]
        gap = Text("告知对象未报送清楚", "to whom the opinion was made known is not stated")
        doubts = [Missing(gap, one.type, one.entry.source) for one, reached in notices if reached is None]
        if opinion.days is None:
            text = Text("鉴定意见出具日期不明", "when the opinion was given is not known")
            doubts.append(Missing(text, opinion.type, opinion.entry.source))
        duty = Duty(
            rule=rule,
            root=opinion.entry,
            due=due,
            since=min(due.first, (opinion.days or due).first),
            silent=(_NOTIFIED,),
            owed_by=opinion.entry.source,
            finding=Text(
                f"{opinion.when}的鉴定意见，至{due.last}移送审查起诉时仍未告知{chinese}",
                f"the opinion of {opinion.occurred} was not made known to the {recipient} before the case was sent on {due.last}",
            ),
            grounds=(
                Ground(Text("鉴定意见", "the opinion"), entry=opinion.entry, article="CPL 148"),
                Ground(Text("移送审查起诉", "the sending"), entry=sending.entry),
            ),
            suspect_ref=opinion.suspect_ref,
            acts=[one for one, reached in notices if reached],
            doubts=tuple(doubts),
            late_needs_silence=True,
        )
        outcome = answer(case, on, duty)
        # Whether it is used as evidence nobody reports: that it stands among the evidence sent makes it likely.
        yield replace(outcome, confidence="likely") if outcome.verdict is Verdict.FOUND else outcome

    def _qualified(self, opinion: Event) -> Outcome:
        data, days = opinion.data, opinion.days
        qualified, valid = data.get("laboratory_qualified"), days_of(data.get("qualification_valid_until"))
        faults, gaps = [], []
        if qualified is None:
            gaps.append(Text("鉴定机构资质未报送", "whether the laboratory is qualified is not stated"))
        elif not qualified:
            faults.append(Text("鉴定机构不具备资质", "the laboratory is not qualified"))
        if valid is not None and days is not None and valid.last < days.first:
            faults.append(Text(f"鉴定机构资质已于{valid.last}届满", f"its qualification ended on {valid.last}"))
        elif valid is not None and (days is None or valid.last < days.last):
            gaps.append(Text("鉴定日期不明，资质是否届满不能确定", "whether it had ended by then is not known"))
        return by_faults(M17_3, opinion, faults, gaps)


def _follows(sent: Days, opinion: Event) -> bool:
    return opinion.days is None or sent.first >= opinion.days.last


def _notices(case: CaseFile, opinion: Event) -> list[Event]:
    """Return the notices that can be of this opinion: of its person, its subject, and its number where both name one."""
    number = (opinion.payload.get("document") or {}).get("number")
    subject = word(opinion.data.get("subject"))
    return [
        one
        for one in driving.about(case, opinion.suspect_ref, _NOTIFIED)
        if None in (subject, word(one.data.get("subject"))) or word(one.data.get("subject")) == subject
        if number is None or one.data.get("opinion_number") in (None, number)
    ]


def _reached(notice: Event, recipient: str) -> bool | None:
    """Tell whether a notice was made to somebody; one that names no recipient is what its type says, made to both."""
    kind = notice.data.get("recipient_kind")
    if kind is not None and word(kind) is None:
        return None
    return kind is None or kind in _RECIPIENTS[recipient]
