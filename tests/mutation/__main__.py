"""Changes models and the law one bound at a time, and tells which change no test notices.

python -m mutation                         everything
python -m mutation expired_measure duties  these modules of the models, and their parameter files
python -m mutation law                     periods, ages, calendar and spans of zhenxie.law
"""

import argparse
import os
import sys
import time
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from mutation import children
from mutation.mutants import Mutant, constants_of, mutants_of
from mutation.numbers import OfNumber, numbers_of

ROOT: Final = Path(__file__).resolve().parents[2]
MODELS: Final = ROOT / "services" / "screening" / "models"
PARAMETERS: Final = ROOT / "services" / "screening" / "parameters"
LAW: Final = ROOT / "shared" / "zhenxie" / "law"
_UNIT: Final = ROOT / "tests" / "unit" / "zhenxie" / "law"
# The tests of each module, the quick ones first.
TESTS_OF: Final = {
    "spans": ("test_spans",),
    "ages": ("test_ages",),
    "calendar": ("test_calendar", "test_days_of_rest"),
    "periods": (
        *("test_periods", "test_days_of_rest", "test_periods_of_hours", "test_recalculation", "test_suspension"),
        "test_period_properties",
    ),
}
EQUIVALENT: Final[dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("equivalent.toml").read_text(encoding="utf-8")
)["mutants"]


NONE: Final = Mutant("nothing changed", LAW / "spans.py", range(0), compile("", "nothing", "exec"))


def main() -> int:
    """Run the mutants that were asked for and print the score; 1 where one survived that is not known as equivalent."""
    parser = argparse.ArgumentParser(prog="python -m mutation", description=__doc__.partition("\n")[0])
    parser.add_argument("modules", nargs="*", help="names of modules, or `law`; everything without one")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="children at a time")
    asked = parser.parse_args()
    began, wanted = time.monotonic(), set(asked.modules)
    total, alive = 0, []
    # The law first: its mutants must be imported by everything, so nothing of it may be imported here.
    for collect in (_of_the_law, _of_the_models):
        mutants, run = collect(wanted)
        total += len(mutants)
        alive += [one.name for one in children.survivors(mutants, run, asked.jobs)]
        # Whoever changed a file meanwhile killed mutants that nothing had noticed.
        if mutants and not list(children.survivors([NONE], run, 1)):
            _say("without any mutant the tests fail: was a file changed meanwhile?")
            return 1
    return _told(total, sorted(alive), wanted, time.monotonic() - began)


def _told(total: int, alive: Sequence[str], wanted: set[str], seconds: float) -> int:
    if not total:
        _say(f"no module is called {', '.join(sorted(wanted))}")
        return 1
    equivalent = [name for name in alive if name in EQUIVALENT]
    survived = [name for name in alive if name not in EQUIVALENT]
    stale = [] if wanted else sorted(EQUIVALENT.keys() - set(alive))
    for name in survived:
        _say(f"survived: {name}")
    for name in stale:
        _say(f"no longer equivalent: {name}")
    real = total - len(equivalent)
    killed = real - len(survived)
    _say(
        f"{killed} of {real} mutants were noticed ({100 * killed / real:.1f} %), {len(equivalent)} more change nothing"
        f" that can be seen; {seconds:.0f} s"
    )
    return 1 if survived or stale else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _of_the_law(wanted: set[str]) -> tuple[list[Mutant], Any]:
    names = [name for name in TESTS_OF if not wanted or wanted & {name, "law"}]
    paths = [LAW / f"{name}.py" for name in names]
    mutants = [one for path in paths for one in (*mutants_of(path, _shown(path)), *constants_of(path, _shown(path)))]
    return mutants, _meets_the_tests


def _meets_the_tests(mutant: Mutant) -> None:
    from hypothesis import settings

    # The same examples at each run, and none remembered: what a mutant breaks is no finding.
    settings.register_profile("mutation", database=None, derandomize=True, max_examples=60, deadline=None)
    settings.load_profile("mutation")
    children.imported_as(mutant)
    files = [str(_UNIT / f"{name}.py") for name in TESTS_OF[mutant.path.stem]]
    # -W: a mutant may well leave a task or a file behind.
    code = pytest.main(["-x", "-q", "--noconftest", "-p", "no:cacheprovider", f"--rootdir={ROOT}", *files])
    if code != pytest.ExitCode.OK:
        raise AssertionError(code)


def _of_the_models(wanted: set[str]) -> tuple[list[Any], Any]:
    paths = [path for path in sorted(MODELS.glob("*.py")) if not wanted or path.stem in wanted]
    tables = [path for path in sorted(PARAMETERS.glob("*.toml")) if not wanted or path.stem in wanted]
    mutants = [
        *(one for path in paths for one in (*mutants_of(path, _shown(path)), *constants_of(path, _shown(path)))),
        *(one for path in tables for one in numbers_of(path, _shown(path))),
    ]
    if not mutants:
        return [], None
    from law.every_case import every_case

    cases = every_case()
    if any(name.startswith("screening.models.") for name in sys.modules):
        raise RuntimeError("the models are imported already: no mutant of them would be seen")
    running, reading = children.asked_in_a_child(lambda: _cases_by_line(cases))

    def run(mutant: Mutant | OfNumber) -> None:
        children.imported_as(mutant)
        first = _first(mutant, running, reading)
        order = [*sorted(first), *(number for number in range(len(cases)) if number not in first)]
        children.meets(cases[number] for number in order)

    return mutants, run


def _first(
    mutant: Mutant | OfNumber, running: dict[tuple[str, int], set[int]], reading: dict[str, set[int]]
) -> set[int]:
    """Return the cases that a mutant meets first: those that run its lines, or read its file."""
    if isinstance(mutant, OfNumber):
        return reading.get(mutant.path.stem, set())
    return set().union(*(running.get((mutant.path.name, line), set()) for line in mutant.lines))


def _cases_by_line(cases: Sequence[Any]) -> tuple[dict[tuple[str, int], set[int]], dict[str, set[int]]]:
    """Return which cases run each line of a model, and which read each parameter file; all of them pass."""
    import coverage

    counted = coverage.Coverage(data_file=None, source=[str(MODELS)])
    counted.start()
    for number, case in enumerate(cases):
        counted.switch_context(str(number))
        case.meet()
    counted.stop()
    from screening.registry import every_model

    files = {model.slug: model.parameters_of for model in every_model()}
    reading: dict[str, set[int]] = {}
    for number, case in enumerate(cases):
        reading.setdefault(files[case.slug], set()).add(number)
    return dict(_lines(counted.get_data())), reading


def _lines(data: Any) -> Iterator[tuple[tuple[str, int], set[int]]]:
    for path in data.measured_files():
        for line, contexts in data.contexts_by_lineno(path).items():
            yield (Path(path).name, line), {int(one) for one in contexts if one}


if __name__ == "__main__":
    sys.exit(main())
