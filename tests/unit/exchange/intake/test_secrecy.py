import json

import pytest

from exchange.intake.secrecy import might_not_enter, must_not_enter


def as_sent(body, *, escaped: bool = False) -> bytes:
    return json.dumps(body, ensure_ascii=escaped).encode()


@pytest.mark.parametrize(
    "body",
    [
        {"classification": "secret"},
        {"Secrecy": "secret"},
        {"classification": "top_secret"},
        {"密级": "机密"},
        {"密级": " 绝密 "},
        {"data": {"ext": [{"密级": "秘密★10年"}]}},
        {"classification": 3},
        {"classification": {"level": "public"}},
        {"document": {"kind": "技术侦查措施决定书"}},
        {"document": {"number": "石公技侦〔2026〕3号"}},
        {"ext": {"技术侦查": "是"}},
        [{"key": "technical_investigation.transcript"}],
    ],
)
@pytest.mark.parametrize("escaped", [False, True], ids=["as-utf-8", "escaped"])
def test_what_is_secret_or_technical_is_found_wherever_it_stands(body, escaped: bool):
    assert must_not_enter(body, as_sent(body, escaped=escaped))


@pytest.mark.parametrize(
    "body",
    [
        {},
        None,
        "机密",
        {"classification": "work_secret"},
        {"classification": "internal"},
        {"classification": None},
        {"密级": "工作秘密"},
        {"密级": "  "},
        {"brief_facts": "未采取技术侦查措施，机密级文件未随案移送。"},
        {"document": {"kind": "拘留证", "number": "石公（刑）拘字〔2026〕7号"}},
        {"ext": {"技术侦查": ""}},
    ],
)
@pytest.mark.parametrize("escaped", [False, True], ids=["as-utf-8", "escaped"])
def test_ordinary_material_and_prose_may_enter(body, escaped: bool):
    assert not must_not_enter(body, as_sent(body, escaped=escaped))


@pytest.mark.parametrize(
    "body",
    [
        '{"classification":"机密","x":1.5}'.encode(),
        b'{"classification":"top_secret","x":',
        '{"密级":"绝密"'.encode("gb18030"),
        '{"document":{"kind":"技术侦查措施决定书"},"document":{}}'.encode(),
    ],
)
def test_bytes_that_are_no_json_are_not_kept_when_they_speak_of_secrets(body):
    assert might_not_enter(body)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b'{"classification":"internal","x":1.5}', b"[1,"])
def test_other_bytes_that_are_no_json_are_kept(body):
    assert not might_not_enter(body)


def test_a_value_that_is_a_secrecy_bars_under_any_name():
    assert must_not_enter({"MJ": "机密★20年"}, as_sent({"MJ": "机密★20年"}))
    assert not must_not_enter({"MJ": "640218"}, as_sent({"MJ": "640218"}))
