import html
import re
from html.parser import HTMLParser

import pytest

from exchange.serving.documents import refusals_by_slug
from zhenxie.wire.events import EVENT_TYPES

PAGES = ["/", "/docs", "/problems", "/problems/message-id-reused"]


class Addresses(HTMLParser):
    """Collects every address that a browser would fetch or offer."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [given[name] for name in ("href", "src", "action", "data-openapi") if given.get(name)]
        if (tag == "script" and "src" not in given) or any(name.startswith("on") for name in given):
            self.inline += 1


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_asks_nobody_else_and_every_address_on_it_answers(client, page):
    answer = await client.get(page)
    addresses = Addresses(answer.text)

    assert answer.status_code == 200
    assert addresses.found
    assert [address for address in addresses.found if not re.match(r"/(?!/)", address)] == []
    assert addresses.inline == 0
    for address in addresses.found:
        assert (await client.get(address)).status_code in {200, 503}, address


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_forbids_the_browser_to_ask_anybody_else(client, page):
    policy = (await client.get(page)).headers["content-security-policy"]

    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert "script-src 'self' 'unsafe-inline'" not in policy


async def test_the_stylesheets_import_nothing_from_elsewhere(client):
    for name in ("pages.css", "swagger-ui.css"):
        text = (await client.get(f"/assets/{name}")).text
        assert "@import" not in text
        assert re.findall(r"url\(['\"]?(?!data:|['\"]?data:)", text) == []


async def test_there_is_no_redoc_for_it_would_ask_the_network(client):
    assert (await client.get("/redoc")).status_code == 404


async def test_every_problem_has_a_page_in_both_languages(client):
    assert len(refusals_by_slug()) > 25
    for slug, kind in refusals_by_slug().items():
        page = html.unescape((await client.get(f"/problems/{slug}")).text)
        for language in ("zh", "en"):
            words = kind.words(language)
            assert words.title in page, slug
            assert words.remedy in page, slug


async def test_an_asset_outside_the_list_leads_nowhere(client):
    for name in ("redoc.standalone.js", "..%2fpages.css", "%2e%2e%2f__init__.py"):
        assert (await client.get(f"/assets/{name}")).status_code == 404


async def test_every_event_type_is_listed_and_has_a_schema(client):
    listed = (await client.get("/event-types")).json()["items"]

    assert {one["type"] for one in listed} == set(EVENT_TYPES)
    assert all(one["chinese"] and one["law"] is not None for one in listed)
    for one in listed:
        schema = await client.get(one["json_schema"])
        assert schema.headers["content-type"] == "application/schema+json"
        assert schema.json()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


async def test_what_has_not_changed_is_not_sent_again(client):
    first = await client.get("/openapi.json")

    second = await client.get("/openapi.json", headers={"If-None-Match": first.headers["etag"]})

    assert (second.status_code, second.content) == (304, b"")


async def test_code_tables_are_for_those_who_read_cases(client, token):
    refused = await client.get("/v1/code-tables")
    listed = await client.get("/v1/code-tables", headers={"Authorization": f"Bearer {token}"})
    measures = await client.get("/v1/code-tables/measures", headers={"Authorization": f"Bearer {token}"})
    nothing = await client.get("/v1/code-tables/none", headers={"Authorization": f"Bearer {token}"})

    assert refused.status_code == 401
    assert "measures" in {one["name"] for one in listed.json()["items"]}
    assert measures.json()["size"] == len(measures.json()["entries"]) > 0
    assert nothing.json()["type"] == "/problems/code-table-not-found"
