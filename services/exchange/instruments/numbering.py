"""Decides the number of an instrument (文号): recorded from the national system, or drawn from our own counter; pure."""

from collections.abc import Collection
from typing import Final

from exchange.acts.commands import Decided
from exchange.errors import InvalidBody
from exchange.instruments.bench import Bench, Kept, Numbering, Row, out_of_order
from exchange.instruments.drafting import noted
from exchange.instruments.errors import (
    NotForTheIssuer,
    NumberNeeded,
    NumberNotOurs,
    NumbersExhausted,
    NumberTaken,
)
from zhenxie.law.instruments.catalogue import kind_of
from zhenxie.law.instruments.numbers import NotANumber, composed, read
from zhenxie.law.instruments.steps import State, Step
from zhenxie.wire.instruments import Number, NumberingChange
from zhenxie.wire.problems import Fault
from zhenxie.wire.staff import Role
from zhenxie.wire.vocabulary import AgencyKind, Scope

Counter = tuple[str, str, int]
"""Procuratorate, word and year."""
RECORDED: Final = "recorded"
OWN: Final = "own_counter"
_ONCE: Final = {
    "chinese": "已由本院编号，编号不得重复使用",
    "english": "it has drawn its number, which is its own for ever",
}


def numbering_of(bench: Bench, row: Row) -> Numbering | None:
    """Return how the issuing procuratorate numbers this kind; None where it has not said: recorded."""
    return bench.known.numberings.get((row["procuratorate"], row["kind"]))


def number(bench: Bench, row: Row, said: Number) -> Decided:
    """Give an instrument its number; our own counter gives each once, and none is given back.

    :raises NumberNeeded: it is to be recorded, and is not stated.
    :raises NumberNotOurs: it is no number of a document, of another year than its day, or not to be stated.
    :raises NumberTaken: another instrument of the procuratorate bears it.
    :raises NumbersExhausted: our own counter has come to its end.
    """
    rule = numbering_of(bench, row)
    own = rule is not None and rule.mode == OWN
    # What our counter gave stays given, also where numbers are recorded by now: else it would leave a gap.
    drew = row["number"] is not None and (own or row["numbering"] == OWN)
    if drew and row["state"] == State.APPROVED.value:
        raise out_of_order(row, bench.caller, Step.NUMBER.value, _ONCE)
    bench.take(row, Step.NUMBER, said.gh)
    counted = {}
    if own and rule is not None:
        counter = (row["procuratorate"], rule.word, bench.today.year)
        text = _drawn(bench, counter, rule, said)
        counted = {counter: bench.known.counters[counter]}
    else:
        text = _recorded(bench, row, rule, said)
    row |= {"number": text, "number_key": read(text).key, "numbering": OWN if own else RECORDED}
    version = {"number": text, "numbering": row["numbering"], "date": said.date, "digest": said.digest}
    stated = {name: one for name, one in version.items() if one}
    kept = Kept(row, "numbered", said.gh, stated, note=noted(said), counted=counted)
    return bench.told(kept, ("instrument.numbered", {"numbering": row["numbering"]}))


def _recorded(bench: Bench, row: Row, rule: Numbering | None, said: Number) -> str:
    if said.number is None or said.date is None:
        raise NumberNeeded
    try:
        parts = read(said.number)
    except NotANumber as error:
        raise NumberNotOurs(why=error.why.as_json()) from None
    day = bench.possible_day(said.date, "/date", since=kind_of(row["kind"]).since)
    if parts.year != day.year or (rule is not None and parts.office != rule.short_name):
        raise NumberNotOurs(number=said.number, date=said.date)
    named = (row["procuratorate"], parts.key)
    if named in bench.known.taken and parts.key != row["number_key"]:
        raise NumberTaken(number=said.number)
    bench.known.taken.discard((row["procuratorate"], row["number_key"]))
    bench.known.taken.add(named)
    return said.number


def _drawn(bench: Bench, counter: Counter, rule: Numbering, said: Number) -> str:
    if said.number is not None:
        raise NumberNotOurs(number=said.number)
    procuratorate, word, year = counter
    sequence = bench.known.counters[counter] + 1
    series = series_of(rule.short_name, word, year)
    while (procuratorate, f"{series}{sequence}") in bench.known.taken:
        sequence += 1
    try:
        text = composed(rule.short_name, word, year, sequence)
    except NotANumber:
        raise NumbersExhausted from None
    bench.known.counters[counter] = sequence
    bench.known.taken.add((procuratorate, read(text).key))
    return text


def series_of(office: str, word: str, year: int) -> str:
    """Return how the keys of all numbers of a counter begin: 石大检侦监〔2026〕."""
    return read(composed(office, word, year, 1)).key.removesuffix("1")


def highest(taken: Collection[tuple[str, str]], procuratorate: str, series: str) -> int:
    """Return the highest sequence of a procuratorate's numbers in a series; 0 if there is none."""
    mine = (key.removeprefix(series) for whose, key in taken if whose == procuratorate and key.startswith(series))
    return max((int(one) for one in mine if one.isdecimal()), default=0)


def change(bench: Bench, said: NumberingChange) -> Decided:
    """Say how a procuratorate numbers a kind: its chief does, or the operator.

    A counter that begins, or begins again, goes on behind the highest number that was recorded, unless its next number is
    stated: what was recorded by a slip then moves it no more. Numbers that are taken are passed over, so none comes twice.

    :raises NotForTheIssuer: the caller is neither this procuratorate nor an administrator.
    :raises InvalidBody: no procuratorate is registered under the code.
    """
    if bench.caller.agency == said.procuratorate:
        bench.person(said.gh, {Role.CHIEF}, level="chief")
    elif Scope.AGENCIES_ADMIN not in bench.caller.scopes:
        raise NotForTheIssuer
    if bench.known.ground.kind_of(said.procuratorate) is not AgencyKind.PROCURATORATE:
        raise InvalidBody(faults=[Fault("/procuratorate", "not-a-procuratorate")])
    values = said.model_dump(mode="json", exclude={"message_id", "gh", "next"})
    counted = _set(bench, said)
    if counted:
        values["next"] = sum(counted.values()) + 1
    bench.known.numberings[said.procuratorate, said.kind] = Numbering(said.mode, said.short_name, said.word)
    kept = Kept(None, gh=said.gh, version=values, counted=counted)
    return Decided([], lambda _receipts, _epoch: dict(values), kept)


def _set(bench: Bench, said: NumberingChange) -> dict[Counter, int]:
    """Return where the counter of a change stands from now on; nothing where numbers are recorded."""
    if said.mode != OWN:
        return {}
    known = bench.known
    counter = (said.procuratorate, said.word, bench.today.year)
    in_use = any(
        rule.mode == OWN and rule.word == said.word
        for (procuratorate, _), rule in known.numberings.items()
        if procuratorate == said.procuratorate
    )
    last = known.counters[counter]
    if said.next is not None:
        last = said.next - 1
    elif not in_use:
        last = max(last, highest(known.taken, said.procuratorate, series_of(said.short_name, said.word, counter[2])))
    known.counters[counter] = last
    return {counter: last}
