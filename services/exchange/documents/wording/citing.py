"""How an official document cites the law, and counts and dates in its sentences; pure."""

from datetime import date

from zhenxie.law.articles import Article, chinese_numeral, cite
from zhenxie.wire.instrument_fields import Letter

# Laws that an official document calls by their full name; the register holds the short one.
_STATE_LAWS = ("CPL", "CL", "PPO18")


def cited(*articles: str) -> str:
    """Return articles of the register as a document cites them: a law is named once, those of the state in full.

    :raises UnknownArticle: the register knows no such article.
    """
    found = [cite(one) for one in articles]
    before: list[Article | None] = [None, *found]
    return "、".join(_named(one, last) for one, last in zip(found, before, strict=False))


def _named(article: Article, last: Article | None) -> str:
    said = article.chinese
    if last is not None and last.document == article.document:
        return said.removeprefix(f"《{article.title}》")
    return said.replace("《", "《中华人民共和国", 1) if article.document.key in _STATE_LAWS else said


def within(days: int) -> str:
    """Return a period of days in words: 十五日以内."""
    return f"{chinese_numeral(days)}日以内"


def on(day: str) -> str:
    """Return a day of the line as a sentence says it: 2026年3月1日."""
    read = date.fromisoformat(day)
    return f"{read.year}年{read.month}月{read.day}日"


def letter(named: Letter) -> str:
    """Return a letter with what is known of it: 2026年3月1日《不立案理由说明书》（石公刑说字〔2026〕3号）."""
    title = named.title if named.title.startswith("《") else f"《{named.title}》"
    return f"{on(named.date) if named.date else ''}{title}{f'（{named.number}）' if named.number else ''}"
