"""The catalogue of supervision instruments: complete, cited, and never saying twice what the table of deadlines says."""

from typing import get_args

import pytest

from zhenxie.law.articles import cite
from zhenxie.law.deadlines.table import period
from zhenxie.law.instruments.catalogue import UnknownKind, kind_of, kinds
from zhenxie.law.instruments.steps import State
from zhenxie.wire.events.instruments import InstrumentKind
from zhenxie.wire.vocabulary import AgencyKind

KINDS = list(kinds().values())
MARKS = {"checked", "memory", "design"}


def test_the_catalogue_holds_exactly_the_kinds_of_the_wire_in_their_order() -> None:
    assert list(kinds()) == list(get_args(get_args(InstrumentKind)[0]))


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownKind):
        kind_of("summons")


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.code)
def test_every_article_of_a_kind_is_in_the_registry(kind: object) -> None:
    one = kind_of(kind.code)  # type: ignore[attr-defined]
    cited = [*one.articles, *(found.law for found in one.if_not), *(found.law for found in one.escalation)]

    assert one.articles
    assert all(cite(named).gloss for named in cited)


def test_every_kind_is_plain_about_its_names_levels_and_how_sure_it_is() -> None:
    for kind in KINDS:
        assert kind.name.chinese
        assert kind.name.english
        assert kind.mark in MARKS, kind.code
        assert set(kind.marks.values()) <= MARKS, kind.code
        assert set(kind.addressees) <= set(AgencyKind), kind.code
        assert {found.then for found in kind.if_not} <= set(kinds()), kind.code
        assert {one for ground in kind.escalation for one in ground.from_states} <= set(State), kind.code


def test_days_stand_in_the_catalogue_only_where_no_law_holds_a_number() -> None:
    days = {kind.code: kind.reply.default_days for kind in KINDS if kind.reply.default_days is not None}

    assert days == {"correction_notice": 15, "investigation_supervision_notice": 15}
    assert period("D36.reply").unit == "as_set"


def test_the_periods_that_kinds_name_are_those_of_the_table_of_deadlines() -> None:
    named = {kind.code: kind.reply.period for kind in KINDS if kind.reply.period is not None}

    assert named == {
        "request_reason_not_filing": "D30.reply",
        "request_reason_filing": "D30.reply",
        "request_reason_overdue": "D31.reply",
        "order_to_file": "D32.filing",
        "order_to_withdraw": "D33.withdrawal",
        "correction_notice": "D36.reply",
        "procuratorial_suggestion": "D38.reply",
        "release_or_change_suggestion": "D18.reply",
    }
    assert all(period(key).kind == "act" for key in named.values())


def test_only_an_oral_correction_has_no_number_and_no_second_pair_of_eyes() -> None:
    assert [kind.code for kind in KINDS if not kind.numbered] == ["oral_correction"]
    assert [kind.code for kind in KINDS if not kind.four_eyes] == ["oral_correction"]
    assert [kind.code for kind in KINDS if not kind.matter_word] == ["oral_correction"]


def test_the_chief_procurator_decides_what_the_rule_gives_to_him() -> None:
    # RULE 552, 557 and 561 name the chief procurator.
    by_chief = {kind.code for kind in KINDS if kind.approved_by == "chief"}

    assert {"correction_notice", "procuratorial_suggestion", "procuratorial_opinion"} <= by_chief
    assert {"order_to_file", "order_to_withdraw"} <= by_chief


def test_whoever_is_higher_may_approve_what_a_lower_one_may() -> None:
    notice = kind_of("investigation_supervision_notice")

    assert [notice.may_be_approved_by(one) for one in ("prosecutor", "approver", "chief")] == [False, True, True]


def test_reconsideration_and_review_are_open_for_an_order_to_withdraw_only() -> None:
    # RULE 565 speaks of the notice to withdraw; RULE 554 of corrections; SUGG19 23 of suggestions.
    open_for = {kind.code: tuple(kind.objections) for kind in KINDS if kind.objections}

    assert open_for == {
        "order_to_withdraw": ("reconsideration", "review"),
        "correction_notice": ("re_examination",),
        "investigation_supervision_notice": ("re_examination",),
        "oral_correction": ("re_examination",),
        "procuratorial_suggestion": ("re_examination",),
    }


def test_what_must_follow_silence_is_what_the_rule_says() -> None:
    must = {(kind.code, one.then, one.law, one.any_form) for kind in KINDS for one in kind.if_not if one.must}

    assert must == {
        ("request_reason_overdue", "correction_notice", "RULE 562", True),
        ("order_to_file", "correction_notice", "RULE 564¶2", False),
        ("order_to_withdraw", "correction_notice", "RULE 564¶2", False),
        ("release_or_change_suggestion", "correction_notice", "RULE 581", True),
    }


@pytest.mark.parametrize(
    ("kind", "answer", "answered"),
    [
        ("order_to_file", "filing_decision_copy", True),
        ("order_to_file", "reason_statement", False),
        ("order_to_file", None, False),
        ("order_to_withdraw", "withdrawal_decision_copy", True),
        ("order_to_withdraw", "correction_reply", False),
        ("request_reason_filing", "correction_reply", True),
        ("request_reason_filing", "withdrawal_decision_copy", True),
        ("correction_notice", None, True),
        ("correction_notice", "a code of its own", True),
        ("correction_notice", "withdrawal_decision_copy", False),
        ("request_reason_filing", "filing_decision_copy", False),
    ],
)
def test_an_order_is_answered_by_the_decision_and_the_rest_by_any_writing(
    kind: str, answer: str | None, *, answered: bool
) -> None:
    assert kind_of(kind).is_answered_by(answer) is answered
