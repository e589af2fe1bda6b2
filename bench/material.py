"""What the figures are fed with: the generated lines of one police agency, as files, and cases as the engine takes them."""

import itertools
from collections.abc import Iterator
from pathlib import Path

from bench import stage
from zhenxie.generate.histories import Plan
from zhenxie.generate.lines import lines

# An agency's own lines of one case; more cases are begun than are needed, and what is left over is not generated.
_LINES_A_CASE = 4


def reported(count: int, *, seed: int = 1) -> Iterator[bytes]:
    """Yield the first lines of bulk intake of the bench's police, oldest first; the same for the same count."""
    plan = Plan(cases=count // _LINES_A_CASE + 100, seed=seed, police=(stage.POLICE,))
    own = (line.body for line in lines(plan) if line.sender == stage.POLICE)
    return itertools.islice(own, count)


def write(path: Path, whole: Iterator[bytes]) -> int:
    """Write lines into a file and return how many bytes they are."""
    with path.open("wb", buffering=1_048_576) as file:
        return sum(map(file.write, whole))
