"""Why a case is complex, or a case of a minor: in words, by which article, and the step that says it; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhenxie.law.triage.criteria import Mark
from zhenxie.law.triage.numbers import number_on
from zhenxie.law.wording import Text
from zhenxie.record.picture import Step, Suspect
from zhenxie.record.triage.reading import PERSONAL, Known


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row of the table fits, or does not: in words, by which article, and the step that says it, if one does."""

    text: Text
    article: str
    suspect_ref: str | None = None
    step: Step | None = None


def marked(known: Known, marks: Sequence[Mark]) -> Iterator[Reason]:
    """Yield each mark of complexity that somebody set."""
    for one in marks:
        if one.question not in PERSONAL:
            found, ref = known.answer(one.question, None), None
        else:
            found = known.of_anybody(one.question)
            ref = None if found.step is None else found.step.suspect_ref
        if found.holds:
            yield Reason(_told(one, known), one.article, ref, found.step)


def _told(mark: Mark, known: Known) -> Text:
    number = number_on("many_suspects", known.day) if mark.question == "many_suspects" else None
    if number is None:
        return mark.text
    people = len(known.people)
    return Text(
        f"犯罪嫌疑人{people}人，达到{number.value}人",
        f"{people} suspects, and from {number.value} on a case is complex",
    )


def minors(known: Known) -> Iterator[Reason]:
    """Yield who was a minor at the act, and with it what his age means for the fast track.

    The law excludes a defendant who is a minor (被告人是未成年人), not one who was: so it counts how old he was on the
    last day of which the case tells, and that day is named, as he grows up without anybody telling it.
    """
    for person in known.people:
        found = known.answer("minor_at_act", person)
        if found.holds:
            text, article = _of_his_age(known, person)
            yield Reason(text, article, person.ref, found.step)


def _of_his_age(known: Known, person: Suspect) -> tuple[Text, str]:
    minor, day = known.answer("minor", person).holds, known.told_on
    if minor is None or day is None:
        text = Text("行为时系未成年人；是否已满十八周岁不明", "a minor at the act; whether he is eighteen is not known")
        return text, "RULE 460"
    if minor:
        text = Text(
            f"行为时系未成年人，至{day}未满十八周岁：未满十八周岁的不适用速裁，可以适用简易程序",
            f"a minor at the act, and under eighteen on {day}: a minor takes no fast track; the simplified procedure may fit",
        )
        return text, "CPL 223(2)"
    text = Text(
        f"行为时系未成年人，至{day}已满十八周岁：按未成年人案件办理，但不因年龄排除速裁",
        f"a minor at the act, and eighteen by {day}: a juvenile case, but his age does not exclude the fast track",
    )
    return text, "RULE 460"
