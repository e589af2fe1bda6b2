"""What the typesetting room refuses, and what to do about it."""

from collections.abc import Mapping, Sequence
from typing import Any

from exchange.errors import Malformed, Unavailable


class GlyphMissing(Malformed):
    """A character of the document has no shape in the fonts of this exchange.

    文书中有字符在本服务的字体中没有字形。

    `missing` names each character and where it stands: replace it, or let the operator add a font that has it.
    missing 列出各字符及其所在位置：请改用其他写法，或由运维方补充含有该字的字体。
    """

    def __init__(self, *, missing: Sequence["Mapping[str, str]"] = (), **members: Any) -> None:
        super().__init__(missing=list(missing), **members)

    def __str__(self) -> str:
        named = (f"{one['character']} ({one['code_point']}) in {one['where']}" for one in self.members["missing"])
        return f"no glyph for {', '.join(named)}"


class FontsMissing(Unavailable):
    """There is no Chinese font to set the document in.

    没有可用于排版的中文字体。

    The operator sets EXCHANGE_FONT_FOLDER, or installs zhenxie[fonts]; the .docx needs no font here.
    请运维方设置 EXCHANGE_FONT_FOLDER 或安装 zhenxie[fonts]；下载 .docx 不需要字体。
    """

    def __init__(self, *, why: str = "", **members: Any) -> None:
        # Where the operator's folders are is said in the log, never to the caller.
        super().__init__(**members)
        self.why = why

    def __str__(self) -> str:
        return self.why or self.slug()
