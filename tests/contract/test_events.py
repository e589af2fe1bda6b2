import json as plain_json
import re
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from zhenxie.wire import json
from zhenxie.wire.events import EVENT_TYPES, AnyEvent, event_class
from zhenxie.wire.events.base import EventData, Person, RawCode, SealedText, WireModel
from zhenxie.wire.schemas import catalogue, event_type_schema
from zhenxie.wire.sealing import part
from zhenxie.wire.validation import parse_event
from zhenxie.wire.vocabulary import AgencyKind, Audience, Channel

GOLDEN = Path(__file__).parent / "events"
NAMES = sorted(EVENT_TYPES)
KINDS = {
    "P": AgencyKind.POLICE,
    "J": AgencyKind.PROCURATORATE,
    "C": AgencyKind.COURT,
    "D": AgencyKind.DETENTION_CENTER,
    "A": AgencyKind.ADMINISTRATIVE,
    "S": AgencyKind.PLATFORM,
}
# Acts of the exchange, and what an agency says of its own data: no step of the law.
WITHOUT_AN_ARTICLE = {
    *("case.shared", "agency.coverage_declared", "quality.found", "quality.cleared"),
    *("message.corrected", "message.retracted"),
}
# The table of the design (events), carried over: X is the exchange itself, which needs no permission.
EMITTERS = {
    "PJCDA": """agency.coverage_declared message.corrected message.retracted cooperation.recorded
        cooperation.answered materials.answered""",
    "P": """case.notified case.received case.checked_before_filing case.filing_refused case.filing_reconsidered
        case.filing_reviewed case.filing_review_extended case.filed case.transferred_out case.merged
        case.continuation_approved case.withdrawn case.refiled case.sent_for_prosecution case.return_received
        case.resubmitted case.dossier_registered suspect.identified suspect.details_amended suspect.at_large
        suspect.questioning_continued suspect.summoned suspect.summons_ended suspect.compelled_to_appear
        suspect.detained suspect.family_notified suspect.detention_extended suspect.arrest_requested
        suspect.arrest_decision_received suspect.arrest_reconsideration_requested suspect.arrested
        suspect.custody_extension_requested suspect.custody_recalculated suspect.custody_suspended
        suspect.investigation_terminated suspect.licence_revoked evidence.breath_tested evidence.blood_drawn
        evidence.blood_submitted evidence.forensic_opinion_issued evidence.forensic_opinion_notified
        property.restrained property.released instrument.replied instrument.reconsideration_requested
        instrument.review_requested instrument.re_examination_requested""",
    "PA": "case.referred suspect.penalized",
    "PJ": """case.jurisdiction_designated fact.established suspect.age_verified suspect.charges_changed
        suspect.split_off suspect.interrogated suspect.plea_recorded instrument.served cooperation.opened""",
    "J": """case.triage_overridden case.procuratorate_assigned case.proceeding_opened case.returned suspect.arrest_request_received
        suspect.arrest_approved suspect.arrest_refused suspect.arrest_reconsidered suspect.custody_extended
        suspect.custody_necessity_reviewed suspect.prosecuted suspect.not_prosecuted alert.received alert.reviewed alert.shared
        alert.reproduction_requested alert.assigned alert.handed_over alert.due_set alert.commented
        alert.evidence_requested alert.evidence_received alert.grouped alert.ungrouped alert.reopened
        materials.requested materials.received statistics.snapshot_taken
        instrument.drafted instrument.approved instrument.sent_back instrument.numbered instrument.urged
        instrument.answered_from_above instrument.follow_up_planned instrument.issued instrument.adopted instrument.partially_adopted
        instrument.rejected instrument.reconsidered instrument.reviewed instrument.re_examined instrument.escalated
        instrument.followed_up instrument.withdrawn_by_issuer instrument.closed cooperation.closed
        cooperation.standard_agreed""",
    "PD": "suspect.delivered_to_detention_center suspect.released",
    "PJC": "suspect.bail_imposed suspect.residential_surveillance_imposed suspect.measure_lifted",
    "JS": "model.decided alert.raised",
    "C": "suspect.judged",
    "S": """alert.updated alert.remedied alert.withdrawn alert.ground_changed alert.reproduced quality.found
        quality.cleared""",
    "": "case.shared message.expunged instrument.overdue",
}


def golden(name: str) -> dict[str, Any]:
    value: dict[str, Any] = plain_json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    return value


def members(annotation: Any) -> Iterator[Any]:
    """Every type that an annotation mentions, with what is annotated to it."""
    yield annotation
    for one in get_args(annotation):
        if get_origin(annotation) is Annotated and one is not get_args(annotation)[0]:
            continue
        yield from members(one)


def models_of(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    if model in seen:
        return seen
    seen.add(model)
    for info in model.model_fields.values():
        for one in members(info.annotation):
            if isinstance(one, type) and issubclass(one, BaseModel):
                models_of(one, seen)
    return seen


ALL_MODELS = sorted(
    {model for event in EVENT_TYPES.values() for model in models_of(event, set())}, key=lambda one: one.__name__
)


def is_sealed(info: Any) -> bool:
    marks = [*info.metadata, *(mark for one in members(info.annotation) for mark in getattr(one, "__metadata__", ()))]
    return any(isinstance(mark, SealedText) for mark in marks)


def is_optional(annotation: Any) -> bool:
    return get_origin(annotation) in (Union, types.UnionType) and type(None) in get_args(annotation)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from texts(member)


def test_the_emitters_are_those_of_the_design() -> None:
    designed = {
        name: {KINDS[letter] for letter in letters} for letters, names in EMITTERS.items() for name in names.split()
    }

    assert {name: set(event.emitters) for name, event in EVENT_TYPES.items()} == designed


@pytest.mark.parametrize("name", NAMES)
def test_an_event_type_says_what_it_is_in_chinese_and_by_which_article(name: str) -> None:
    event = EVENT_TYPES[name]
    docstring = event.__doc__ or ""

    assert re.search(r"[\u4e00-\u9fa5]", event.chinese)
    assert docstring.startswith(f"{event.chinese}: ")
    assert "\n" not in docstring
    assert event.law in docstring
    assert (event.law == "") == (name in WITHOUT_AN_ARTICLE)


@pytest.mark.parametrize("name", NAMES)
def test_its_name_audience_and_call_fit_together(name: str) -> None:
    event, subject = EVENT_TYPES[name], name.split(".", maxsplit=1)[0]

    assert re.fullmatch(r"[a-z]+\.[a-z_]+", name)
    assert event_class(name) is event
    assert event.about_a_suspect is (subject == "suspect")
    assert event.audience is {
        "alert": Audience.ADDRESSEES,
        "materials": Audience.ADDRESSEES,
        "instrument": Audience.ADDRESSEES,
        "cooperation": Audience.ADDRESSEES,
        "statistics": Audience.ADDRESSEES,
        "quality": Audience.AGENCY,
        "agency": Audience.AGENCY,
        "model": Audience.AGENCY,
    }.get(subject, Audience.ADDRESSEES if name == "case.shared" else Audience.CASE)
    assert (event.emitters == {}) is (event.channel is Channel.EXCHANGE)


def test_there_is_a_golden_example_of_each_type_and_of_nothing_else() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(EVENT_TYPES)


@pytest.mark.parametrize("name", NAMES)
def test_the_golden_example_is_read_and_said_again_without_loss(name: str) -> None:
    said = golden(name)

    event: AnyEvent = parse_event(said)

    assert type(event) is EVENT_TYPES[name]
    assert event.model_dump(mode="json", by_alias=True, exclude_unset=True) == said


@pytest.mark.parametrize("name", NAMES)
def test_the_golden_example_fits_the_json_schema_that_is_served(name: str) -> None:
    schema = event_type_schema(name)
    Draft202012Validator.check_schema(schema)

    assert list(Draft202012Validator(schema).iter_errors(golden(name))) == []
    assert list(Draft202012Validator(schema).iter_errors(golden(name) | {"unheard_of": 1})) != []
    assert schema["title"] == EVENT_TYPES[name].chinese


@pytest.mark.parametrize("name", NAMES)
def test_nothing_personal_of_the_golden_example_stands_in_its_public_part(name: str) -> None:
    event = parse_event(golden(name))

    public, sealed = part(event)
    shown = json.canonical(public).decode()

    secrets = [
        text for one in sealed for key, value in one.content.items() if not is_a_code(key) for text in texts(value)
    ]
    assert [text for text in secrets if text in shown] == []
    assert (
        re.findall(r"陈志远|陈小远|陈国栋|马玉兰|李桂兰|周海峰|吴静怡|孙晓梅|赵立新|1390952\d{4}|64020220090228", shown)
        == []
    )


def is_a_code(key: str) -> bool:
    # Codes of a person, such as ethnicity "01", are too short to be looked for in the rest.
    return key in ("identity_kind", "ethnicity")


@pytest.mark.parametrize("name", NAMES)
def test_the_public_part_is_still_an_event_of_its_type(name: str) -> None:
    public, _ = part(parse_event(golden(name)))

    assert type(parse_event(public)) is EVENT_TYPES[name]


@pytest.mark.parametrize("name", NAMES)
def test_the_golden_example_fills_every_sealed_field_so_that_the_test_above_can_fail(name: str) -> None:
    data = EVENT_TYPES[name].model_fields["data"].annotation
    assert isinstance(data, type)
    assert issubclass(data, EventData) or issubclass(data, WireModel)
    sealed = {
        field
        for field, info in data.model_fields.items()
        if is_sealed(info) or any(one is Person for one in members(info.annotation))
    }

    # A guardian belongs to a juvenile; not every story has one.
    assert sealed - set(golden(name)["data"]) <= {"guardian"}


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda one: one.__name__)
def test_persons_and_prose_are_never_required(model: type[BaseModel]) -> None:
    for field, info in model.model_fields.items():
        persons = [one for one in members(info.annotation) if one is Person]
        if persons or is_sealed(info):
            assert not info.is_required(), f"{model.__name__}.{field}"
            assert is_optional(info.annotation) or (field == "ext"), f"{model.__name__}.{field}"
        if persons:
            # In a list a person would not be parted from the rest.
            assert set(get_args(info.annotation)) == {Person, type(None)}, f"{model.__name__}.{field}"


@pytest.mark.parametrize("model", [one for one in ALL_MODELS if one is not Person], ids=lambda one: one.__name__)
def test_no_open_text_of_any_kind_stands_in_the_open(model: type[BaseModel]) -> None:
    schema = model.model_json_schema(by_alias=False)
    for field, info in model.model_fields.items():
        if any(one is Person for one in members(info.annotation)) or is_sealed(info):
            continue
        for leaf in leaves(schema["properties"][field]):
            closed = {"pattern", "enum", "const", "format", "$ref", "additionalProperties"} & leaf.keys()
            assert closed or leaf.get("type") != "string", f"{model.__name__}.{field}"


def leaves(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for key in ("anyOf", "oneOf"):
        if key in schema:
            for one in schema[key]:
                yield from leaves(one)
            return
    if schema.get("type") == "array":
        yield from leaves(schema["items"])
    else:
        yield schema


def test_the_catalogue_lists_every_type_once() -> None:
    listed = [line["type"] for line in catalogue()]

    assert sorted(listed) == NAMES


def test_a_code_of_the_senders_own_is_kept_with_its_table() -> None:
    said = golden("case.withdrawn")
    said["data"]["ground"] = {"code": "0417", "table": "GA-398.7"}

    event = parse_event(said)
    public, _ = part(event)

    assert public["data"]["ground"] == {"code": "0417", "table": "GA-398.7"}
    assert RawCode(code="0417", table="GA-398.7") == event.data.ground  # type: ignore[union-attr]
