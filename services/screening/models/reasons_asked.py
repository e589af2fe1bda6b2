"""要求说明理由逾期未答复 (M20-5): reasons were asked for, and neither given nor made needless in seven days."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.instruments import REPLIED, WITHDRAWN, Instrument, instruments
from screening.models.duties import Duty, answer
from screening.models.economic_case_course import may_follow
from screening.models.instrument_duties import GOES, counted, gone_since, received_on, served_when
from screening.rulebook import Outcome, Rule, SupervisionModel
from zhenxie.law.wording import Text

M20_5: Final = Rule(
    code="M20-5",
    title=Text("要求说明理由逾期未答复", "Reasons were asked for, and not given in time"),
    articles=("CPL 113", "RULE 560", "RULE 562", "PSB 182"),
    severity="medium",
    suggested_instrument="correction_notice",
)
_FILED: Final = ("case.filed", "case.refiled")
# What was asked, and what makes the answer needless: the police did what the reasons would have spoken of.
_ASKED: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "request_reason_not_filing": ("要求说明不立案理由通知书", _FILED),
    "request_reason_filing": ("要求说明立案理由通知书", ("case.withdrawn",)),
    "request_reason_overdue": ("要求说明逾期不作出立案决定理由通知书", (*_FILED, "case.filing_refused")),
}


class ReasonsAsked(SupervisionModel):
    """Requests for the reasons of a filing, of a refusal to file, or of an overdue decision."""

    slug = "reasons_asked"
    version = "1"
    title = Text("要求说明理由跟进模型", "Follow-up of requests for reasons")
    rules = (M20_5,)
    watches = frozenset({"instrument.issued", "instrument.served"})
    parameters_of = "reasons_asked"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield one outcome for each request for reasons, once the law sets a time for the answer."""
        for asked in instruments(case):
            if asked.kind in _ASKED:
                yield from self._of(case, on, asked)

    def _of(self, case: CaseFile, on: date, asked: Instrument) -> Iterator[Outcome]:
        owed = counted(case, M20_5, asked, self.parameters, "days_to_explain")
        if isinstance(owed, Outcome):
            yield owed
        elif owed is not None:
            days, common = owed
            name, needless = _ASKED[asked.kind]
            duty = Duty(
                rule=M20_5,
                acts=[*asked.of_type(REPLIED), *_done(case, asked, needless)],
                enders=[*asked.of_type(WITHDRAWN), *gone_since(case, asked)],
                silent=(REPLIED, *needless, *GOES),
                finding=Text(
                    f"于{served_when(asked)}收到{name}，至{days.last}未书面说明理由",
                    f"received on {received_on(asked)} a request for reasons; none were given by {days.last}",
                ),
                **common,
            )
            yield answer(case, on, duty)


def _done(case: CaseFile, asked: Instrument, types: tuple[str, ...]) -> list[Event]:
    return [one for one in case.of_type(*types) if may_follow(one, asked.begun)]
