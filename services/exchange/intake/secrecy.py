"""What must not enter a non-classified system at all: found in a body before anything of it is kept or logged; pure."""

import re
from collections.abc import Iterator
from typing import Final

from zhenxie.wire.vocabulary import Classification

# Not MJ: in police tables it is as often 民警 (officer) as 密级 (secrecy); its value tells.
_MARKS: Final = frozenset({"classification", "secrecy", "密级"})
_ALLOWED: Final = frozenset({*(one.value for one in Classification), "公开", "内部", "工作秘密", "无", "", None})
# A value that is nothing but a secrecy (保守国家秘密法 14), with or without its star and term, under whatever name.
_SECRET: Final = re.compile(r"\s*(?:绝密|机密|秘密)\s*(?:[★*].*)?", re.DOTALL)
# CPL 152¶3 and PSB 264-272: such material serves the investigation, prosecution and trial of its own case only.
_MARKED: Final = re.compile(r"(?i:classification|secrecy|密级)\"\s*:\s*\"([^\"]*)\"")
_TECHNICAL: Final = ("技术侦查", "技侦", "technical_investigation")
# Without one of these, or an escape behind which one may stand, no member can be barred.
_TELLING: Final = tuple(word.encode() for word in ("密", "classification", "secrecy", *_TECHNICAL, r"\u"))


def must_not_enter(value: object, body: bytes) -> bool:
    """Return whether a parsed body (`value`, from the bytes `body`) holds technical-investigation material or anything marked above work secret.

    Looks at secrecy marks by their usual names and at what names a document or a kind: its own words, never its prose,
    because an ordinary report may well say that no such measure was taken.
    """
    # Each word by itself: one pattern of all of them, whatever its case, takes four times as long.
    lower = body.lower()
    if not any(word in lower for word in _TELLING):
        return False
    return any(_is_barred(key, member) for key, member in _members(value))


def might_not_enter(body: bytes) -> bool:
    """Return whether bytes that are no JSON speak of what must not enter: then nothing of them is kept.

    In doubt they do: they were refused anyway, and only their sender's copy is needed to send them again.
    """
    for codec in ("utf-8", "gb18030"):
        text = body.decode(codec, "ignore")
        if any(word in text for word in (*_TECHNICAL, "绝密", "机密")):
            return True
        if any(said.strip() not in _ALLOWED for said in _MARKED.findall(text)):
            return True
    return False


def _is_barred(key: str, member: object) -> bool:
    if isinstance(member, str) and _SECRET.fullmatch(member):
        return True
    if key.strip().lower() in _MARKS:
        return not isinstance(member, str | None) or (member.strip() if member else member) not in _ALLOWED
    if key in ("kind", "number", "type", "key", "technique"):
        return isinstance(member, str) and any(word in member for word in _TECHNICAL)
    return key in _TECHNICAL and bool(member)


def _members(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, member in value.items():
            yield key, member
            yield from _members(member)
    elif isinstance(value, list):
        for member in value:
            yield from _members(member)
