"""What rules read of a case file together is read once, and only of that file."""

from builders.casefiles import case_file
from screening.casefile import CaseFile
from screening.reading import read_once

FILED = {"type": "case.filed", "occurred": "2026-03-01"}


def test_a_reading_is_done_once_a_file_and_once_for_each_of_its_arguments() -> None:
    asked: list[tuple[CaseFile, str]] = []

    @read_once
    def reading(case: CaseFile, suspect: str, *, late: bool = False) -> str:
        """Read."""
        asked.append((case, suspect))
        return f"{suspect} of {len(case.events)}, late {late}"

    one, other = case_file([FILED]), case_file([FILED, {**FILED, "occurred": "2026-03-02"}])

    assert [reading(one, "S1"), reading(one, "S1"), reading(one, "S2")] == [
        "S1 of 1, late False",
        "S1 of 1, late False",
        "S2 of 1, late False",
    ]
    assert reading(other, "S1") == "S1 of 2, late False"
    assert reading(other, "S1", late=True) == "S1 of 2, late True"
    assert [suspect for _, suspect in asked] == ["S1", "S2", "S1", "S1"]
    assert reading.__doc__ == "Read."


def test_two_readings_of_the_same_arguments_are_not_taken_for_each_other() -> None:
    first = read_once(lambda case, suspect: f"first {suspect} of {len(case.events)}")
    second = read_once(lambda case, suspect: f"second {suspect} of {len(case.events)}")
    file = case_file([FILED])

    assert (first(file, "S1"), second(file, "S1")) == ("first S1 of 1", "second S1 of 1")
