"""The number of a document (文号), such as 石大检侦监〔2026〕12号: composed, read, and refused with the reason (domain 7.2)."""

import re
from dataclasses import dataclass
from typing import Final

from zhenxie.law.wording import Text

# Not the digits of every script: what looks like a number and is none is refused.
_NUMBER: Final = re.compile(
    r"(?P<office>[\u4e00-\u9fa5]{1,6}?检)(?P<word>[\u4e00-\u9fa5]{0,8})〔(?P<year>(?:19|20)[0-9]{2})〕"
    r"(?P<ordinal>第?)(?P<mark>Z?)(?P<sequence>[0-9]{1,5})号"
)
_OFFICE: Final = re.compile(r"[\u4e00-\u9fa5]{1,6}检")
_WORD: Final = re.compile(r"[\u4e00-\u9fa5]{0,8}")
_OPENING: Final = "〔"
_CLOSING: Final = "〕"
# What is typed in their place, from the keyboards and the copied lists of every office.
_OPENING_LIKE: Final = "[［(（【｛{〖「﹝"
_CLOSING_LIKE: Final = "]］)）】｝}〗」﹞"
_ODD: Final = re.compile(r"\s|[０-９]")
_LAST: Final = 99_999


class NotANumber(ValueError):
    """The text is no number of a document; `why` names what is wrong with it, and where."""

    def __init__(self, why: Text) -> None:
        """Say what is wrong."""
        super().__init__(why.english)
        self.why = why


@dataclass(frozen=True, slots=True)
class Number:
    """A number in its parts: 石大检 (`office`), 侦监 (`word`), 2026, 12. `text` is how it was written, `mark` Z or nothing."""

    office: str
    word: str
    year: int
    sequence: int
    text: str
    mark: str = ""

    @property
    def key(self) -> str:
        """What two ways to write one number have in common: 第077号 and 77号 are one, and belong to one document."""
        return f"{self.office}{self.word}{_OPENING}{self.year}{_CLOSING}{self.mark}{self.sequence}"


def composed(office: str, word: str, year: int, sequence: int) -> str:
    """Return the number of a document: short name of the procuratorate, matter word, year, sequence.

    :param office: the short name with its 检, such as 石大检.
    :raises NotANumber: a part cannot stand in a number.
    """
    if not _OFFICE.fullmatch(office):
        raise NotANumber(Text(f"院简称“{office}”应为汉字并以“检”结尾", f"the short name {office!r} ends in 检"))
    if not _WORD.fullmatch(word):
        raise NotANumber(
            Text(f"文号字“{word}”应为八字以内的汉字", f"the matter word {word!r} is at most eight letters")
        )
    if not 1 <= sequence <= _LAST:
        raise NotANumber(Text(f"序号{sequence}应在一至{_LAST}之间", f"the sequence {sequence} is from 1 to {_LAST}"))
    return read(f"{office}{word}{_OPENING}{year}{_CLOSING}{sequence}号").text


def read(text: str) -> Number:
    """Return the parts of a number; nothing is put right, for a number is quoted as it was given.

    :raises NotANumber: it is none; the reason names the first bracket, letter or part that is wrong.
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise NotANumber(_fault(text))
    return Number(found["office"], found["word"], int(found["year"]), int(found["sequence"]), text, found["mark"])


def _fault(text: str) -> Text:
    wrong = next((place for place, letter in enumerate(text) if letter in _OPENING_LIKE + _CLOSING_LIKE), None)
    if wrong is not None:
        return _wrong_bracket(text, wrong)
    odd = _ODD.search(text)
    if odd is not None:
        letter = odd[0]
        return Text(
            f"第{odd.start() + 1}字“{letter}”不能用于文号：不得有空格，数字用半角",
            f"letter {odd.start() + 1}, {letter!r}: no space, and digits of half width",
        )
    for letter, chinese in ((_OPENING, "左括号〔"), (_CLOSING, "右括号〕")):
        if text.count(letter) != 1:
            return Text(f"年份应当用{chinese}括起，一次为限", f"the year stands in one {letter}")
    if not text.endswith("号"):
        return Text("文号应当以“号”结尾", "a number ends in 号")
    return Text(
        "文号应当依次为院简称（以“检”结尾）、文号字、〔四位年份〕、序号、“号”，如石大检侦监〔2026〕12号",
        "short name ending in 检, matter word, 〔year〕, sequence, 号: such as 石大检侦监〔2026〕12号",
    )


def _wrong_bracket(text: str, place: int) -> Text:
    letter = text[place]
    right = _OPENING if letter in _OPENING_LIKE else _CLOSING
    return Text(
        f"第{place + 1}字“{letter}”应为“{right}”（U+{ord(right):04X}）",
        f"letter {place + 1}, {letter!r} (U+{ord(letter):04X}), should be {right!r} (U+{ord(right):04X})",
    )
