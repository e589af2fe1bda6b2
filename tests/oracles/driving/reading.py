"""What the articles say of a history of drunk driving (醉驾), read plainly: every rule, every act, three values."""

from oracles.driving import custody, filing, laboratory, priors, revocation, sample
from oracles.driving.history import History
from oracles.driving.verdicts import Answer, Key


def read(history: History) -> dict[Key, Answer]:
    """Return the answer of every rule about every act of the history."""
    rooms = (filing, sample, laboratory, custody, priors, revocation)
    return {key: answer for room in rooms for key, answer in room.read(history)}
