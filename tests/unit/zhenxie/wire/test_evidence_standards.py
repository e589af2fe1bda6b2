"""Words of a sheet of evidence standards are about charges: no number of a person or a case stands in them."""

import pytest
from pydantic import TypeAdapter, ValidationError

from zhenxie.wire.evidence_standards import Words

WORDS: TypeAdapter[str] = TypeAdapter(Words)


@pytest.mark.parametrize(
    "text",
    [
        "a\u0000b",
        "640202198001011238",
        "640202800101123",
        "电话 139 0952 0000",
        "０９５２－２０１２３４５",
        "A6402020000002026030001",
    ],
)
def test_a_number_of_somebody_or_a_sign_that_is_no_text_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        WORDS.validate_python(text)


@pytest.mark.parametrize(
    "text",
    ["高检发〔2021〕13号第十二条", "2026年3月1日至2026年8月31日", "盗窃数额 1000 元以上 3000 元以下", "GB/T 9704-2012"],
)
def test_an_article_a_day_or_an_amount_is_none(text: str) -> None:
    assert WORDS.validate_python(text) == text
