"""The description of the API: valid, complete, and never narrower than the one that was agreed.

Regenerate the snapshot with `python -m exchange openapi > tests/contract/openapi.json` and read its diff.
"""

import base64
import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from exchange.app import create_app
from exchange.serving.documents import refusals_by_slug
from exchange.serving.openapi import operations_of
from exchange.settings import Settings

SNAPSHOT = Path(__file__).with_name("openapi.json")
KEY = base64.b64encode(bytes(32)).decode()
# Each of these has no answer that could be shown as JSON.
# A document or a workbook is bytes that nobody reads in a description.
WITHOUT_EXAMPLE = {"metrics", "withdrawGrant", "getInstrumentPdf", "getInstrumentDocx", "getStatisticsWorkbook"} | {
    "getStatisticsReport",
}
Json = dict[str, Any]


@pytest.fixture(scope="module")
def described() -> Json:
    settings = Settings(
        database_url="postgresql://localhost/none", sealing_keys=f"none:{KEY}", person_key=KEY, _env_file=None
    )
    return json.loads(json.dumps(create_app(settings).openapi()))


def breaks(old: Json, new: Json) -> list[str]:
    """Return what a client written against `old` could trip over in `new`."""
    present = {(path, method): operation for path, method, operation in operations_of(new)}
    found = []
    for path, method, before in operations_of(old):
        after = present.get((path, method))
        where = f"{method} {path}"
        if after is None:
            found.append(f"{where}: removed")
            continue
        found += [
            f"{where}: answer {status} removed" for status in before["responses"] if status not in after["responses"]
        ]
        known = {(one["name"], one["in"]): one for one in before.get("parameters", ())}
        for one in after.get("parameters", ()):
            earlier = known.get((one["name"], one["in"]), {"required": False, "schema": one["schema"]})
            if one.get("required") and not earlier.get("required"):
                found.append(f"{where}: parameter {one['name']} newly required")
            found += _narrowed(old, new, earlier["schema"], one["schema"], f"{where} {one['name']}", frozenset())
        for media, content in before.get("requestBody", {}).get("content", {}).items():
            later = after.get("requestBody", {}).get("content", {}).get(media)
            if later is None:
                found.append(f"{where}: body {media} removed")
            else:
                found += _narrowed(old, new, content["schema"], later["schema"], where, frozenset())
    return found


def _narrowed(  # noqa: PLR0917  two whole descriptions and two places in them
    old: Json, new: Json, before: Json, after: Json, where: str, seen: frozenset[str]
) -> Iterator[str]:
    reference = f"{before.get('$ref')} {after.get('$ref')}"
    if "$ref" in before and "$ref" in after and reference in seen:
        return
    before, after, seen = _resolved(old, before), _resolved(new, after), seen | {reference}
    if set(_types(before)) - set(_types(after)) and _types(after):
        yield f"{where}: type narrowed"
    if "enum" in after and not set(map(str, before.get("enum", ["*"]))) <= set(map(str, after["enum"])):
        yield f"{where}: list of values narrowed"
    for name in set(after.get("required", ())) - set(before.get("required", ())):
        yield f"{where}/{name}: newly required"
    for name, schema in before.get("properties", {}).items():
        if name not in after.get("properties", {}):
            if after.get("additionalProperties") is False:
                yield f"{where}/{name}: no longer taken"
            continue
        yield from _narrowed(old, new, schema, after["properties"][name], f"{where}/{name}", seen)
    if "items" in before and "items" in after:
        yield from _narrowed(old, new, before["items"], after["items"], f"{where}[]", seen)
    for choice in ("anyOf", "oneOf"):
        if len(after.get(choice, ())) < len(before.get(choice, ())) and choice in after:
            yield f"{where}: a choice removed"
        for one, other in zip(before.get(choice, ()), after.get(choice, ()), strict=False):
            yield from _narrowed(old, new, one, other, where, seen)


def _resolved(whole: Json, schema: Json) -> Json:
    while "$ref" in schema:
        schema = whole["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def _types(schema: Json) -> list[str]:
    said = schema.get("type", [])
    return said if isinstance(said, list) else [said]


def test_the_description_is_valid_openapi(described):
    validate(described)

    assert described["openapi"].startswith("3.1")


def test_the_description_is_the_one_that_was_agreed(described):
    agreed = json.loads(SNAPSHOT.read_text(encoding="utf-8"))

    assert breaks(agreed, described) == []
    assert described == agreed, "run `python -m exchange openapi > tests/contract/openapi.json` and read the diff"


def test_every_operation_has_an_id_a_summary_and_a_description(described):
    operations = [operation for _, _, operation in operations_of(described)]
    ids = [operation["operationId"] for operation in operations]

    assert len(ids) > 30
    assert len(set(ids)) == len(ids)
    assert [one["operationId"] for one in operations if not one["summary"] or not one["description"]] == []
    assert [one for one in ids if "_" in one] == []


def test_every_operation_shows_an_example_of_what_it_takes_and_gives(described):
    missing = [
        f"{operation['operationId']} {where}"
        for _, _, operation in operations_of(described)
        if operation["operationId"] not in WITHOUT_EXAMPLE
        for where, content in _shown(operation)
        if not list(_examples(described, content))
    ]

    assert missing == []


def test_every_example_fits_its_schema(described):
    wrong = []
    for _, _, operation in operations_of(described):
        for where, content in _shown(operation):
            schema = {**content["schema"], "components": described["components"]}
            for example in _examples(described, content):
                errors = Draft202012Validator(schema).iter_errors(example)
                wrong += [f"{operation['operationId']} {where}: {error.message[:200]}" for error in errors]

    assert wrong == []


def _shown(operation: Json) -> Iterator[tuple[str, Json]]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        yield "request", content
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            yield from ((status, content) for content in answer.get("content", {}).values())


def _examples(described: Json, content: Json) -> Iterator[Any]:
    schema = _resolved(described, content["schema"])
    yield from (one["value"] for one in content.get("examples", {}).values())
    yield from (holder["example"] for holder in (content, schema) if "example" in holder)
    yield from schema.get("examples", ())


def test_every_problem_that_is_named_is_one_that_is_explained(described):
    named = {
        slug
        for _, _, operation in operations_of(described)
        for answer in operation["responses"].values()
        for slug in answer.get("content", {}).get("application/problem+json", {}).get("examples", {})
    }

    assert len(named) > 20
    assert named <= set(refusals_by_slug())


def test_every_operation_names_its_problems(described):
    for path, method, operation in operations_of(described):
        statuses = set(operation["responses"])
        assert "500" in statuses, (method, path)
        if path.startswith("/v1"):
            assert {"401", "403", "429", "503"} <= statuses, (method, path)
            assert operation["security"][0]["oauth2"], (method, path)


def _without_operation(whole: Json) -> None:
    del whole["paths"]["/v1/changes"]["get"]


def _without_answer(whole: Json) -> None:
    del whole["paths"]["/v1/changes"]["get"]["responses"]["410"]


def _with_required_parameter(whole: Json) -> None:
    next(one for one in whole["paths"]["/v1/changes"]["get"]["parameters"] if one["name"] == "wait")["required"] = True


def _with_required_field(whole: Json) -> None:
    whole["components"]["schemas"]["AgencyIn"]["required"].append("parent")


def _with_narrower_type(whole: Json) -> None:
    whole["components"]["schemas"]["AgencyIn"]["properties"]["name"]["type"] = "integer"


def _with_narrower_list(whole: Json) -> None:
    whole["components"]["schemas"]["AgencyKind"]["enum"].remove("court")


def _without_field(whole: Json) -> None:
    del whole["components"]["schemas"]["AgencyIn"]["properties"]["parent"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_without_operation, "get /v1/changes: removed"),
        (_without_answer, "get /v1/changes: answer 410 removed"),
        (_with_required_parameter, "get /v1/changes: parameter wait newly required"),
        (_with_required_field, "post /v1/agencies/parent: newly required"),
        (_with_narrower_type, "post /v1/agencies/name: type narrowed"),
        (_with_narrower_list, "post /v1/agencies/kind: list of values narrowed"),
        (_without_field, "post /v1/agencies/parent: no longer taken"),
    ],
)
def test_whatever_would_break_a_client_is_noticed(described, change, said):
    changed = copy.deepcopy(described)
    change(changed)

    assert said in breaks(described, changed)
    assert breaks(described, described) == []
