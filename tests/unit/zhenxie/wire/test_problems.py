import pytest

from zhenxie.wire.problems import is_reference, safe_pointer


def test_a_pointer_keeps_plain_steps_and_hides_what_may_name_somebody() -> None:
    assert safe_pointer("events", 0, "data", "from") == "/events/0/data/from"
    assert safe_pointer("ext", "周海峰") == "/ext/?"
    assert safe_pointer("ext", "640202198001011238", "x") == "/ext/?/x"
    assert safe_pointer("a/b", "c~d", "", "e" * 65) == "/?/?/?/?"
    assert safe_pointer() == ""


@pytest.mark.parametrize("text", ["DWK-2026-000101", "a:b/c@d", "A6402020000002026030001"])
def test_a_reference_is_a_plain_word(text: str) -> None:
    assert is_reference(text)


@pytest.mark.parametrize("text", ["周海峰", "m-640202198001011238", "-a", "a b", "", "a" * 129])
def test_a_name_or_number_is_no_reference(text: str) -> None:
    assert not is_reference(text)
