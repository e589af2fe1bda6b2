"""Rules about the running house: guards, transactions, settings, refusals, events (style: 4.8)."""

import inspect
import re
from collections.abc import Iterator

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIRouter

from architecture.sources import ROOT, modules
from exchange.access.guards import May
from exchange.errors import Refusal
from exchange.settings import Settings as ExchangeSettings
from screening.settings import Settings as ScreeningSettings
from zhenxie.kit.settings import ServiceSettings
from zhenxie.wire.events import EVENT_TYPES

# Answered to everybody: how to get a token, what the words of the API mean, and how the process is.
WITHOUT_GUARD = {
    "/",
    "/.well-known/jwks.json",
    "/.well-known/oauth-authorization-server",
    "/assets/{name}",
    "/docs",
    "/event-types",
    "/event-types/{type}",
    "/metrics",
    "/oauth/token",
    "/openapi.json",
    "/problems",
    "/problems/{slug}",
}


def routes() -> list[APIRoute]:
    """Return the routes of every slice; `app.routes` no longer lists those of included routers."""
    routers = {id(one): one for module in modules("exchange") for one in vars(module).values() if _is_router(one)}
    return [route for router in routers.values() for route in router.routes if isinstance(route, APIRoute)]


def _is_router(value: object) -> bool:
    return isinstance(value, APIRouter)


def dependencies(dependant: Dependant) -> Iterator[Dependant]:
    """Yield every dependency of a route, those of dependencies too."""
    for inner in dependant.dependencies:
        yield inner
        yield from dependencies(inner)


def test_there_are_routes_to_look_at() -> None:
    paths = {route.path for route in routes()}

    assert {"/v1/changes", "/v1/cases", "/v1/cases/{case_number}", "/oauth/token"} <= paths
    assert len([path for path in paths if path.startswith("/v1/")]) >= 15


def guards(route: APIRoute) -> set[int]:
    """Return the guards of a route; FastAPI asks one guard once, however many dependencies name it."""
    return {id(one.call) for one in dependencies(route.dependant) if isinstance(one.call, May)}


def test_every_route_under_v1_wears_exactly_one_guard() -> None:
    counts = {
        f"{sorted(route.methods)} {route.path}": len(guards(route))
        for route in routes()
        if route.path.startswith("/v1")
    }

    assert {name: count for name, count in counts.items() if count != 1} == {}


def test_routes_without_a_guard_are_the_ones_that_everybody_may_ask() -> None:
    open_to_all = {route.path for route in routes() if not guards(route)}

    assert open_to_all == WITHOUT_GUARD


def test_whatever_a_route_opens_is_closed_before_its_answer_leaves() -> None:
    yielding = [
        (route.path, one)
        for route in routes()
        for one in dependencies(route.dependant)
        if inspect.isasyncgenfunction(one.call) or inspect.isgeneratorfunction(one.call)
    ]

    assert yielding
    # Without scope="function" the answer is sent first and the transaction is committed afterwards.
    assert [path for path, one in yielding if one.scope != "function"] == []


def test_every_event_type_has_a_golden_example() -> None:
    golden = {path.stem for path in (ROOT / "tests/contract/events").glob("*.json")}

    assert EVENT_TYPES
    assert golden == set(EVENT_TYPES)


@pytest.mark.parametrize(
    ("settings", "example"),
    [(ExchangeSettings, "deploy/exchange.env.example"), (ScreeningSettings, "deploy/screening.env.example")],
)
def test_every_setting_stands_in_the_example_and_nothing_else(settings: type[ServiceSettings], example: str) -> None:
    written = re.findall(r"^#?\s?([A-Z]+_[A-Z0-9_]+)=", (ROOT / example).read_text(), re.MULTILINE)

    assert len(written) == len(set(written))
    assert set(written) == set(settings.environment_names())


def test_every_refusal_says_in_its_docstring_what_happened_and_what_to_do() -> None:
    modules("exchange")
    refusals = list(_descendants(Refusal))

    assert len(refusals) > 10
    assert [one.__name__ for one in refusals if not _is_worded(one)] == []


def test_no_two_refusals_share_an_address() -> None:
    modules("exchange")
    slugs = [one.slug() for one in _descendants(Refusal)]

    assert sorted(slugs) == sorted(set(slugs))


def _descendants(parent: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in parent.__subclasses__():
        yield child
        yield from _descendants(child)


def _is_worded(refusal: type[Refusal]) -> bool:
    # An inherited docstring would tell the client another story; Chinese stands beside the English.
    own = inspect.cleandoc(refusal.__dict__.get("__doc__") or "")
    paragraphs = own.split("\n\n")
    return len(paragraphs) >= 2 and "\n" not in paragraphs[0] and bool(re.search(r"[\u4e00-\u9fff]", paragraphs[1]))
