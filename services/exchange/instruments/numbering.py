"""Decides the number of an instrument (文号): recorded from the national system, or drawn from our own counter; pure."""

from typing import Final

from exchange.acts.commands import Decided
from exchange.instruments.bench import Bench, Kept, Numbering, Row, out_of_order
from exchange.instruments.drafting import noted
from exchange.instruments.errors import NotForTheIssuer, NumberNeeded, NumberNotOurs, NumberTaken
from zhenxie.law.instruments.numbers import NotANumber, composed, read
from zhenxie.law.instruments.steps import State, Step
from zhenxie.wire.instruments import Number, NumberingChange
from zhenxie.wire.staff import Role
from zhenxie.wire.vocabulary import Scope

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
    """
    rule = numbering_of(bench, row)
    own = rule is not None and rule.mode == OWN
    if own and row["number"] is not None and row["state"] == State.APPROVED.value:
        raise out_of_order(row, Step.NUMBER.value, _ONCE)
    bench.take(row, Step.NUMBER, said.gh)
    counted = {}
    if own and rule is not None:
        counter = (row["procuratorate"], rule.word, bench.today.year)
        text = _drawn(bench, counter, rule, said)
        counted = {counter: bench.known.counters[counter]}
    else:
        text = _recorded(bench, row, rule, said)
    row |= {"number": text, "numbering": OWN if own else RECORDED}
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
    day = bench.possible_day(said.date, "/date", since=None)
    if parts.year != day.year or (rule is not None and parts.office != rule.short_name):
        raise NumberNotOurs(number=said.number, date=said.date)
    named = (row["procuratorate"], said.number)
    if named in bench.known.taken and said.number != row["number"]:
        raise NumberTaken(number=said.number)
    bench.known.taken.discard((row["procuratorate"], row["number"]))
    bench.known.taken.add(named)
    return said.number


def _drawn(bench: Bench, counter: tuple[str, str, int], rule: Numbering, said: Number) -> str:
    if said.number is not None:
        raise NumberNotOurs(number=said.number)
    sequence = bench.known.counters[counter] + 1
    text = composed(rule.short_name, rule.word, counter[2], sequence)
    bench.known.counters[counter] = sequence
    return text


def change(bench: Bench, said: NumberingChange) -> Decided:
    """Say how a procuratorate numbers a kind: its chief does, or the operator.

    :raises NotForTheIssuer: the caller is neither this procuratorate nor an administrator.
    """
    if bench.caller.agency == said.procuratorate:
        bench.person(said.gh, {Role.CHIEF}, level="chief")
    elif Scope.AGENCIES_ADMIN not in bench.caller.scopes:
        raise NotForTheIssuer
    bench.known.numberings[said.procuratorate, said.kind] = Numbering(said.mode, said.short_name, said.word)
    values = said.model_dump(mode="json", exclude={"message_id", "gh"})
    return Decided([], lambda _receipts, _epoch: dict(values), Kept(None, gh=said.gh, version=values))
