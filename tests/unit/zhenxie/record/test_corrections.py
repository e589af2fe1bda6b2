from builders.telling import amends, nobody, retracts, told
from zhenxie.record.corrections import speaking, standing
from zhenxie.record.fold import fold

DETAINED = ("suspect.detained", "2026-03-02", "S1")
LATER = ("suspect.detained", "2026-03-05", "S1")
LATEST = ("suspect.detained", "2026-03-09", "S1")


def since(*events):
    (person,) = fold(events).suspects
    return person.measures[0].since


def test_an_amended_event_reads_as_its_correction():
    said = told(*DETAINED)

    assert since(said, amends(said, told(*LATER))) == "2026-03-05"


def test_a_retracted_event_was_never_said():
    filed, said = told("case.filed", "2026-03-01"), told(*DETAINED)

    assert fold([filed, said, retracts(said)]) == fold([filed])


def test_of_two_corrections_the_one_that_came_last_stands_in_whichever_order_they_are_read():
    said = told(*DETAINED)
    first, second = amends(said, told(*LATER), position=900), amends(said, told(*LATEST), position=901)

    assert since(said, first, second) == since(second, first, said) == "2026-03-09"


def test_a_correction_after_a_retraction_brings_the_event_back():
    said = told(*DETAINED)

    assert since(said, retracts(said, position=900), amends(said, told(*LATER), position=901)) == "2026-03-05"


def test_a_corrected_correction_says_what_it_was_corrected_to():
    said = told(*DETAINED)
    correction = amends(said, told(*LATER))

    assert since(said, correction, amends(correction, told(*LATEST))) == "2026-03-09"
    assert since(said, correction, amends(correction, amends(said, told(*LATEST)))) == "2026-03-09"


def test_a_retracted_correction_and_a_retracted_retraction_leave_the_event_as_it_was():
    said = told(*DETAINED)
    correction, retraction = amends(said, told(*LATER)), retracts(said)

    assert since(said, correction, retracts(correction)) == "2026-03-02"
    assert since(said, retraction, retracts(retraction)) == "2026-03-02"


def test_a_correction_of_nothing_known_changes_nothing():
    said = told(*DETAINED)

    assert fold([said, retracts(nobody()), amends(nobody(), told(*LATER))]) == fold([said])


def test_a_circle_of_corrections_is_survived():
    said = told(*DETAINED)
    one, other = amends(said, told(*LATER)), amends(said, told(*LATEST))
    circle = [
        amends(other, told(*LATER)),
        amends(one, told(*LATEST)),
    ]

    assert len(standing([said, one, other, *circle])) == 1


def test_an_expunction_changes_no_picture():
    said = told(*DETAINED)

    assert fold([said, told("message.expunged", None, corrects=said.event_id)]) == fold([said])


def test_the_words_of_a_correction_take_the_place_of_those_it_corrects():
    said, other = told(*DETAINED, position=1), told("case.filed", "2026-03-01", position=2)
    correction = amends(said, told(*LATER), position=3)

    assert speaking([said, other]) == {1, 2}
    assert speaking([said, other, correction]) == {2, 3}
    assert speaking([said, other, correction, retracts(said, position=4)]) == {2}


def _early(name, **data):
    """Return a correction that came before what it is about and so names it only by its words."""
    return told(name, "2026-06-01", position=1, **data)


def test_a_correction_that_came_before_its_target_counts_as_soon_as_the_target_is_told():
    said = told(*DETAINED, position=5, message_id="kl-1")
    replacement = dict(told(*LATER).payload)
    amended = _early("message.corrected", target_message_id="kl-1", replacement=replacement)
    retracted = _early("message.retracted", target_message_id="kl-1")

    assert since(amended, said) == since(said, amended) == "2026-03-05"
    assert fold([retracted, said]) == fold([])
    assert speaking([amended, said]) == {amended.position}


def test_a_correction_that_came_early_may_name_type_suspect_and_document():
    said = told(*DETAINED, position=5, document_number="石公拘字7号")
    other = told("suspect.detained", "2026-03-02", "S2", position=6, document_number="石公拘字7号")
    named = {"target_type": "suspect.detained", "target_suspect_ref": "S1", "target_document_number": "石公拘字7号"}

    (left,) = fold([_early("message.retracted", **named), said, other]).suspects
    assert left.ref == "S2"


def test_an_early_correction_is_about_messages_of_its_own_sender_and_system_alone():
    said = told(*DETAINED, position=5, message_id="kl-1")
    of_another = told("message.retracted", "2026-06-01", position=1, source="640205000000", target_message_id="kl-1")
    of_another_system = _early("message.retracted", target_message_id="kl-1", target_source_system="jzpt")

    assert fold([of_another, of_another_system, said]) == fold([said])
