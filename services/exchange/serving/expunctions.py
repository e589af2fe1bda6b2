"""The expunger with every slice that keeps texts: which of them blackens what, none of them knows of the others."""

from typing import Final

from exchange.alerts import blackening as of_alerts
from exchange.cooperation import blackening as of_cooperation
from exchange.feed.blackening import Blackening
from exchange.feed.seals import Sealer
from exchange.instruments import blackening as of_instruments
from exchange.intake import expunging
from exchange.leads import blackening as of_leads

KIND: Final = expunging.KIND
EVERYWHERE: Final[tuple[Blackening, ...]] = (
    of_alerts.blacken,
    of_leads.blacken,
    of_instruments.blacken,
    of_cooperation.blacken,
)


def expunger(sealer: Sealer) -> expunging.Expunger:
    """Return the handler of expunctions, which blackens the person in the texts of every slice."""
    return expunging.Expunger(sealer, EVERYWHERE)
