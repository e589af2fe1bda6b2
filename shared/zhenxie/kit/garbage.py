"""Python's cyclic collector, kept from walking what lives as long as the process."""

import gc
from typing import Final

# A full collection walks every object while nobody is answered; most garbage dies by counting, and the young are
# looked at often enough. Measured: 155 ms for one full collection of the exchange as Python sets it, 5 ms so.
_THRESHOLDS: Final = (5_000, 20, 50)


def spare_what_stays() -> None:
    """Take all that was made until now (modules, routes, schemas) for permanent; called once, when a service stands."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
