"""Every event type there is: one class a type, one union, and everything else derived from it."""

from typing import Annotated, get_args

from pydantic import Field

from zhenxie.wire.events.agencies import AgenciesEvent
from zhenxie.wire.events.alerts import AlertsEvent
from zhenxie.wire.events.arrest import ArrestEvent
from zhenxie.wire.events.base import Event
from zhenxie.wire.events.cooperation import CooperationEvent
from zhenxie.wire.events.custody import CustodyEvent
from zhenxie.wire.events.evidence import EvidenceEvent
from zhenxie.wire.events.facts import FactsEvent
from zhenxie.wire.events.filing import FilingEvent
from zhenxie.wire.events.instrument_outcomes import InstrumentOutcomesEvent
from zhenxie.wire.events.instruments import InstrumentsEvent
from zhenxie.wire.events.investigation_custody import InvestigationCustodyEvent
from zhenxie.wire.events.jurisdiction import JurisdictionEvent
from zhenxie.wire.events.leads import LeadsEvent
from zhenxie.wire.events.measures import MeasuresEvent
from zhenxie.wire.events.messages import MessagesEvent
from zhenxie.wire.events.model_decisions import ModelsEvent
from zhenxie.wire.events.outcomes import OutcomesEvent
from zhenxie.wire.events.proceedings import ProceedingsEvent
from zhenxie.wire.events.property import PropertyEvent
from zhenxie.wire.events.quality import QualityEvent
from zhenxie.wire.events.questioning import QuestioningEvent
from zhenxie.wire.events.statistics import StatisticsEvent
from zhenxie.wire.events.suspects import SuspectsEvent
from zhenxie.wire.events.triage import TriageEvent

AnyEvent = Annotated[
    FilingEvent
    | CustodyEvent
    | JurisdictionEvent
    | ProceedingsEvent
    | SuspectsEvent
    | QuestioningEvent
    | ArrestEvent
    | InvestigationCustodyEvent
    | MeasuresEvent
    | OutcomesEvent
    | EvidenceEvent
    | PropertyEvent
    | FactsEvent
    | TriageEvent
    | AlertsEvent
    | LeadsEvent
    | InstrumentsEvent
    | InstrumentOutcomesEvent
    | CooperationEvent
    | QualityEvent
    | MessagesEvent
    | ModelsEvent
    | StatisticsEvent
    | AgenciesEvent,
    Field(discriminator="type"),
]
"""Any event on the line, told apart by its `type`."""


def _by_type() -> dict[str, type[Event]]:
    union, *_ = get_args(AnyEvent)
    return {get_args(one.model_fields["type"].annotation)[0]: one for one in get_args(union)}


EVENT_TYPES: dict[str, type[Event]] = _by_type()


def event_class(type_name: str) -> type[Event] | None:
    """Return the class of `type_name`, or None for a type that this version does not know."""
    return EVENT_TYPES.get(type_name)
