"""What of a text is blackened when a person is expunged, and what is left."""

import pytest

from exchange.feed.blackening import BLACK, Blackout
from exchange.feed.seals import Sealer

SEALER = Sealer({"k1": b"\x01" * 32}, b"\x02" * 32)
CONTEXT = b"row"


def blackened(text: str, *words: str) -> str | None:
    """Return a text as it is kept after the words were blackened; None where nothing had to be."""
    after = Blackout([], set(words), SEALER).text(SEALER.encrypt(text.encode(), CONTEXT), CONTEXT)
    return None if after is None else SEALER.decrypt(after, CONTEXT).decode()


@pytest.mark.parametrize(
    ("text", "words", "after"),
    [
        ("马晓东在场。", ("马晓东",), f"{BLACK}在场。"),
        ("马晓东、马晓东子", ("马晓东", "马晓东子"), f"{BLACK}、{BLACK}"),
        ("证号64020219800101123x", ("64020219800101123X",), f"证号{BLACK}"),
        ("电话13900000000转1", ("13900000000",), f"电话{BLACK}转1"),
        ("An said: an order in Andijan, by An.", ("An",), f"{BLACK} said: an order in Andijan, by {BLACK}."),
    ],
    ids=["a name", "the longer name first", "a check letter", "a number", "a name in Latin letters"],
)
def test_names_and_numbers_are_blackened_where_they_stand(text: str, words: tuple[str, ...], after: str):
    assert blackened(text, *words) == after


@pytest.mark.parametrize("words", [("马晓东",), ()], ids=["somebody else", "nobody"])
def test_who_is_not_named_leaves_the_text_as_it_is(words: tuple[str, ...]):
    assert blackened("马晓红在场。", *words) is None


def test_in_values_every_text_is_blackened_and_no_field_is():
    said = {"name": "马晓东", "acts": [{"what": "见马晓东", "count": 2}], "马晓东": None}

    assert Blackout([], {"马晓东"}, SEALER).within(said) == {
        "name": BLACK,
        "acts": [{"what": f"见{BLACK}", "count": 2}],
        "马晓东": None,
    }


def test_what_was_sealed_with_a_key_that_is_gone_stays_unreadable():
    other = Sealer({"k2": b"\x03" * 32}, b"\x02" * 32)

    assert Blackout([], {"马晓东"}, SEALER).text(other.encrypt("马晓东".encode(), CONTEXT), CONTEXT) is None
