"""What an act changes of a record: opinions, resolutions, clues; and when something is overdue."""

from datetime import date
from typing import Any

import pytest

from exchange.cooperation.errors import DueBeforeItBegins, NothingToAnswer, OpinionUnanswered, StillOwed
from exchange.cooperation.projection import adopted, changed, overdue, overdue_resolutions
from zhenxie.wire.cooperating import ClueReceived, Fulfilled, MinutesTaken, OpinionAnswered, RecordClosed, Resolved

DUE = date(2026, 6, 30)
FIRST, SECOND = (f"0195{number:04d}-7d2a-7b31-9c55-2f6a8e4d1c03" for number in (1, 2))
SAID = {"message_id": "m-1", "gh": "640202001"}


def a_meeting(**resolutions: str) -> dict[str, Any]:
    names = {"first": FIRST, "second": SECOND}
    owed = {names[name]: {"owner": "640202", "due": due, "fulfilled": None} for name, due in resolutions.items()}
    return {"standing": {"held_on": "2026-04-10", "resolutions": owed}, "due": DUE if owed else None}


@pytest.mark.parametrize(
    ("day", "late"), [(date(2026, 6, 29), False), (date(2026, 6, 30), False), (date(2026, 7, 1), True)]
)
def test_what_is_due_is_overdue_from_the_day_after_it_on(day: date, late: bool) -> None:
    standing = a_meeting(first="2026-06-30")["standing"]

    assert overdue(DUE, day) is late
    assert overdue_resolutions(standing, day) == ([FIRST] if late else [])
    assert not overdue(None, day)


def test_the_first_resolution_that_is_not_carried_out_is_what_is_due() -> None:
    row = a_meeting(first="2026-06-30", second="2026-05-31")
    done = Fulfilled(act="fulfil", resolution_id=SECOND, text="已落实", **SAID)

    after = changed(row, done, "", date(2026, 6, 1))

    assert after.due == date(2026, 6, 30)
    assert after.standing["resolutions"][SECOND]["fulfilled"] == "2026-06-01"
    assert row["standing"]["resolutions"][SECOND]["fulfilled"] is None
    assert overdue_resolutions(after.standing, date(2026, 7, 1)) == [FIRST]


def test_a_meeting_is_not_closed_while_a_resolution_is_owed() -> None:
    close = RecordClosed(act="close", **SAID)

    with pytest.raises(StillOwed):
        changed(a_meeting(first="2026-06-30"), close, "", DUE)

    assert changed(a_meeting(), close, "", DUE).due is None


@pytest.mark.parametrize(("due", "fits"), [("2026-04-09", False), ("2026-04-10", True), ("2026-04-11", True)])
def test_a_resolution_is_not_due_before_the_meeting(due: str, fits: bool) -> None:
    resolve = Resolved(act="resolve", owner="640202", due=due, text="决议", **SAID)

    if fits:
        assert changed(a_meeting(), resolve, FIRST, DUE).due == date.fromisoformat(due)
    else:
        with pytest.raises(DueBeforeItBegins):
            changed(a_meeting(), resolve, FIRST, DUE)


def test_minutes_say_when_the_meeting_was_held() -> None:
    attendees = [{"agency": "640202"}]
    minutes = MinutesTaken(act="minutes", held_on="2026-04-12", attendees=attendees, text="纪要", **SAID)

    after = changed(a_meeting(), minutes, "", DUE)

    assert after.standing["held_on"] == "2026-04-12"


@pytest.mark.parametrize(("served", "fits"), [("2026-06-29", True), ("2026-06-30", True), ("2026-07-01", False)])
def test_feedback_is_not_due_before_the_clue_was_served(served: str, fits: bool) -> None:
    row = {"standing": {}, "due": DUE}
    receive = ClueReceived(act="receive", served_at=served, **SAID)

    if fits:
        assert changed(row, receive, "", DUE).standing["served_at"] == served
    else:
        with pytest.raises(DueBeforeItBegins):
            changed(row, receive, "", DUE)


def test_an_opinion_is_answered_once() -> None:
    row: dict[str, Any] = {"standing": {"opinions": {FIRST: None}}, "due": None}
    answer = OpinionAnswered(act="respond", opinion_id=FIRST, adoption="partial", **SAID)

    after = changed(row, answer, "", DUE)

    assert after.standing["opinions"] == {FIRST: "partial"}
    for standing in (after.standing, {"opinions": {}}, {}):
        with pytest.raises(NothingToAnswer):
            changed({"standing": standing, "due": None}, answer, "", DUE)


@pytest.mark.parametrize(
    ("answer", "text", "fits"), [("full", None, True), (None, None, False), (None, "公安机关已撤销案件", True)]
)
def test_an_intervention_ends_with_every_opinion_answered_or_says_why_not(
    answer: str | None, text: str | None, fits: bool
) -> None:
    row = {"standing": {"opinions": {FIRST: answer}}, "due": None}
    close = RecordClosed(act="close", text=text, **SAID)

    if fits:
        assert changed(row, close, "", DUE).standing == row["standing"]
    else:
        with pytest.raises(OpinionUnanswered):
            changed(row, close, "", DUE)


@pytest.mark.parametrize(
    ("said", "together"),
    [
        ([], None),
        ([None], None),
        (["full", None], None),
        (["full", "full"], "full"),
        (["refused"], "refused"),
        (["full", "refused"], "partial"),
    ],
)
def test_opinions_together_are_adopted_in_whole_in_part_or_not(said: list[str | None], together: str | None) -> None:
    assert adopted(said) == together
