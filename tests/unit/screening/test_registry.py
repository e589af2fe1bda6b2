"""The models are found by being there; one violation is one rule with one id."""

import pytest

from screening import models, registry
from screening.rulebook import Rule, SupervisionModel
from zhenxie.law.wording import Text
from zhenxie.wire.events import EVENT_TYPES


def rules() -> dict[str, Rule]:
    return {rule.code: rule for model in registry.every_model() for rule in model.rules}


def test_the_models_come_in_the_order_of_their_slugs_each_once() -> None:
    slugs = [model.slug for model in registry.every_model()]

    assert slugs == sorted(set(slugs))
    assert {"underage_suspect", "stalled_economic_case", "expired_measure", "returned_case"} <= set(slugs)


def test_every_file_of_a_model_was_found() -> None:
    found = {type(model).__module__ for model in registry.every_model()}

    defined = {
        kind.__module__ for kind in _descendants(SupervisionModel) if kind.__module__.startswith(models.__name__)
    }
    assert found == defined


def _descendants(parent: type) -> list[type]:
    return [one for child in parent.__subclasses__() for one in (child, *_descendants(child))]


def test_a_model_says_what_it_is_watches_real_events_and_holds_rules() -> None:
    for model in registry.every_model():
        assert model.title.chinese, model.slug
        assert model.version, model.slug
        assert (type(model).__doc__ or "").strip(), model.slug
        assert model.watches, model.slug
        assert model.watches <= EVENT_TYPES.keys(), model.slug
        assert model.rules, model.slug
        for rule in model.rules:
            assert rule.articles, rule.code
            assert rule.title.chinese, rule.code
            assert rule.title.english, rule.code


@pytest.mark.parametrize(
    ("alias", "code"),
    [
        ("DUI-17", "M04"),  # bail that ran out, also of a drunk driver
        ("AN09", "M04"),
        ("AN04", "M05"),
        ("AN05", "M06"),  # extended to thirty days
        ("AN08", "AN08-1"),
        ("D11", "D11-1"),
        ("E4", "M12"),  # returned, and not sent again
        ("AN12", "M12"),
    ],
)
def test_another_code_of_the_catalogue_for_the_same_violation_is_an_alias_of_the_one_rule(
    alias: str, code: str
) -> None:
    assert [one.code for one in rules().values() if alias in one.aliases] == [code]
    # An alias is no rule of its own, or one violation would be alerted twice.
    assert alias not in rules()
    with pytest.raises(KeyError):
        registry.model_of(alias)


def test_every_code_and_every_alias_names_one_rule() -> None:
    named = [code for rule in rules().values() for code in (rule.code, *rule.aliases)]

    assert sorted(named) == sorted(set(named))


def test_every_check_of_the_three_models_of_the_seed_is_somebody_s() -> None:
    named = {code for rule in rules().values() for code in (rule.code, *rule.aliases)}

    assert {f"DUI-{number:02}" for number in range(1, 18)} <= named
    assert {f"E{number}" for number in range(1, 8)} <= named


def test_a_rule_is_found_by_its_code() -> None:
    for code in rules():
        assert code in {rule.code for rule in registry.model_of(code).rules}


def a_rule(code: str, *aliases: str) -> Rule:
    return Rule(code=code, title=Text("规则", "A rule"), articles=("CPL 105",), severity="low", aliases=aliases)


@pytest.mark.parametrize(
    "doubled",
    [
        [a_rule("T-01"), a_rule("T-01")],
        [a_rule("T-01"), a_rule("T-02", "T-01")],
        [a_rule("T-01", "AN99"), a_rule("T-02", "AN99")],
        [a_rule("T-01", "T-01")],
    ],
)
def test_two_rules_that_share_a_code_or_an_alias_are_refused(doubled: list[Rule]) -> None:
    with pytest.raises(ValueError, match="one violation is one rule"):
        registry._see_that_codes_differ(doubled)


def test_rules_whose_codes_differ_are_taken() -> None:
    registry._see_that_codes_differ([a_rule("T-01", "AN98"), a_rule("T-02", "AN99")])
