"""The registry of articles: what every parameter, rule and finding refers to, with its number and when it is in force."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from zhenxie.law.wording import Text

_CITATION: Final = re.compile(
    r"(?P<key>[A-Z][A-Z0-9-]*)(?: (?P<article>\d+(?:-\d+)?(?:\.\d+)*))?(?:¶(?P<paragraph>\d))?(?:\((?P<item>\d+)\))?"
)


class UnknownArticle(LookupError):
    """The registry does not know this document or this article."""


@dataclass(frozen=True, slots=True)
class Document:
    """A law, rule or interpretation: its Chinese title, its number, and when it is in force.

    `in_force_until` is the last day; `supersedes` the key of the edition before it. `mark` is checked, memory or
    design (domain 0). `amended` holds, for articles whose wording is older or younger than the document, the first and
    the last day of that wording.
    """

    key: str
    title: str
    number: str
    in_force_from: date | None
    in_force_until: date | None
    supersedes: str | None
    mark: str
    articles: Mapping[str, Text] = field(repr=False)
    amended: Mapping[str, Mapping[str, date]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it is cited: `id` such as `CPL 91` or `ECON17 25¶1(2)`, and what it says, in our own words."""

    id: str
    document: Document
    article: str | None
    paragraph: str | None
    item: str | None
    gloss: Text

    @property
    def title(self) -> str:
        """The Chinese title of its document."""
        return self.document.title

    @property
    def number(self) -> str:
        """The number of its document."""
        return self.document.number

    @property
    def in_force_from(self) -> date | None:
        """The day on which the article came into force as it reads; that of its document, unless it is known better."""
        return self._amended.get("from", self.document.in_force_from)

    @property
    def in_force_until(self) -> date | None:
        """The last day on which the article so read; None while it does."""
        return self._amended.get("until", self.document.in_force_until)

    @property
    def _amended(self) -> Mapping[str, date]:
        return self.document.amended.get(self.article or "", {})

    @property
    def chinese(self) -> str:
        """How a prosecutor cites it: 《刑事诉讼法》第九十一条."""
        return _cited(self.document.title, self.article, self.paragraph, self.item)


# Every step of every reasoning cites one, and the registry holds a few hundred.
@cache
def _cited(title: str, article: str | None, paragraph: str | None, item: str | None) -> str:
    text = f"《{title}》"
    if article is not None:
        number, _, sub = article.partition("-")
        text += f"第{chinese_numeral(int(number))}条" if number.isdigit() else f"第{number}条"
        text += f"之{chinese_numeral(int(sub))}" if sub else ""
    text += f"第{chinese_numeral(int(paragraph))}款" if paragraph else ""
    return text + (f"第{chinese_numeral(int(item))}项" if item else "")


_DIGITS: Final = "零一二三四五六七八九"


def chinese_numeral(number: int) -> str:
    """Return a number from 1 to 999 as articles are counted: 一百零五.

    :raises ValueError: it is outside of that.
    """
    if not 1 <= number <= 999:
        raise ValueError("articles are counted from 1 to 999")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


@cache
def documents() -> Mapping[str, Document]:
    """Return every document of the registry by its key.

    :raises ValueError: two files hold a document of the same key.
    """
    folder = files(__package__) / "documents"
    found: dict[str, Document] = {}
    for one in folder.iterdir():
        if one.name.endswith(".toml"):
            for key, table in tomllib.loads(one.read_text(encoding="utf-8")).items():
                if key in found:
                    raise ValueError(f"two documents are called {key}")
                found[key] = _document(key, table)
    return found


def _document(key: str, table: Mapping[str, Any]) -> Document:
    return Document(
        key=key,
        title=table["title"],
        number=table.get("number", ""),
        in_force_from=table.get("in_force_from"),
        in_force_until=table.get("in_force_until"),
        supersedes=table.get("supersedes"),
        mark=table["mark"],
        articles={name: Text(*gloss) for name, gloss in table.get("articles", {}).items()},
        amended=table.get("amended", {}),
    )


@cache
def cite(named: str) -> Article:
    """Return the article that an id names: key, article, ¶paragraph, (item), such as `ECON17 25¶1(2)`.

    :raises UnknownArticle: the registry does not know the document, or not the article.
    """
    found = _CITATION.fullmatch(named)
    document = documents().get(found["key"]) if found else None
    if found is None or document is None:
        raise UnknownArticle(named)
    article = found["article"]
    gloss = document.articles.get(article or "")
    if gloss is None:
        raise UnknownArticle(named)
    return Article(named, document, article, found["paragraph"], found["item"], gloss)
