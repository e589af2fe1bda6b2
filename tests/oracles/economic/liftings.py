"""What ended a measure: the lifting of what was in force, and nothing else."""

from datetime import date
from itertools import permutations

from oracles.economic.facts import KIND, MEASURES, Fact

ENDED_MEASURE = ("suspect.measure_lifted", "suspect.released")


def after(one: Fact, other: Fact, world: dict[str, date]) -> bool:
    """Whether one came after the other: by the hour where both are known so well, else by the order of the law."""
    if one.at is not None and other.at is not None and one.at != other.at:
        return one.at > other.at
    return (world[one.id], one.rank, one.position) > (world[other.id], other.rank, other.position)


def in_a_circle(course: list[Fact], world: dict[str, date]) -> bool:
    """Whether hours say one order and the law's order of facts without an hour another: then nobody knows which held."""
    return any(
        after(one, other, world) and after(other, third, world) and after(third, one, world)
        for one, other, third in permutations(course, 3)
    )


def changes(lifting: Fact) -> bool:
    """Whether another measure takes the place of the one that it ends."""
    return bool(lifting.data.get("changed_to")) or lifting.data.get("reason") == "replaced"


def how_lifted(lifting: Fact, course: list[Fact], world: dict[str, date]) -> str:
    """Whether it ended the measure in force: `yes`, `no`, or `perhaps`."""
    before = [one for one in course if one.type in MEASURES and after(lifting, one, world)]
    before.sort(key=lambda one: (world[one.id], one.rank, one.position))
    before = [one for one in before if one.type != "suspect.compelled_to_appear"]
    ends = [one for one in course if one.type in ENDED_MEASURE and one != lifting and after(lifting, one, world)]
    force = before[-1] if before else None
    changed = [one for one in ends if one.data.get("changed_to") and (force is None or after(one, force, world))]
    if changed and lifting.type == "suspect.measure_lifted" and lifting.data.get("reason") != "replaced":
        said = lifting.data.get("measure")
        unsaid = "perhaps" if world[changed[-1].id] == world[lifting.id] else "yes"
        return unsaid if said is None else "yes" if said == changed[-1].data["changed_to"] else "no"
    if changed and lifting.type == "suspect.released" and changed[-1].data["changed_to"] not in ("detention", "arrest"):
        return "no"
    if force is not None and any(after(one, force, world) and how_lifted(one, course, world) == "yes" for one in ends):
        force = None
    if lifting.type == "suspect.released":
        return _how_released(lifting, course, force)
    if lifting.data.get("reason") == "replaced":
        return "no"
    return _how_said(lifting, before[-1] if before else None, force, world)


def _how_released(lifting: Fact, course: list[Fact], force: Fact | None) -> str:
    # The detention center tells of the same release as the police, and does not say what follows.
    if any(one.type == lifting.type and one.data.get("changed_to") and one.days == lifting.days for one in course):
        return "no"
    if force is not None and KIND[force.type] not in ("detention", "arrest"):
        return "no"
    return "perhaps" if lifting.data.get("reason") == "measure_changed" else "yes"


def _how_said(lifting: Fact, last: Fact | None, force: Fact | None, world: dict[str, date]) -> str:
    said = lifting.data.get("measure")
    if force is not None:
        unsaid = "perhaps" if world[force.id] == world[lifting.id] else "yes"
        return unsaid if said is None else "yes" if said == KIND[force.type] else "no"
    if last is None or said == KIND[last.type]:
        return "yes"
    return "no" if said else "perhaps"
