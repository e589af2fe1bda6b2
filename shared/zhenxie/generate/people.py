"""Invented people: names, and identity numbers that no two suspects share; pure."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from zhenxie.generate.dice import Dice
from zhenxie.wire.identifiers import check_digit

_SURNAMES: Final = "王李张刘陈杨赵黄周吴马丁白纳海沙穆苏田何郭高罗郑梁谢宋唐许韩"
_GIVEN: Final = "伟强磊军洋勇杰涛明超平刚辉鹏飞波斌宇浩凯健俊帆静丽娟艳芳敏霞燕玲桂英梅红云莲晓志建国文海天宝成福龙庆"
_DIVISIONS: Final = (
    *("640104", "640105", "640106", "640121", "640122", "640181", "640202", "640205", "640221", "640302", "640303"),
    *("640323", "640324", "640381", "640402", "640422", "640423", "640424", "640425", "640502", "640521", "640522"),
)
_SEQUENCES: Final = 998
_BIRTHS: Final = 14_600
_FIRST_BIRTH: Final = date(1962, 1, 1).toordinal()
_NUMBERS: Final = len(_DIVISIONS) * _SEQUENCES * _BIRTHS
# Shares no factor with the count of numbers: every number comes up once before any comes up twice.
_STRIDE: Final = 982_451_653
_MOBILE: Final = ("139", "138", "150", "152", "177", "189")


@dataclass(frozen=True, slots=True)
class Suspect:
    """A suspect: his birth (an ordinal day), his sex, and the person that is sealed."""

    birth: int
    sex: str
    person: dict[str, Any]


def adult(dice: Dice, serial: int) -> Suspect:
    """Return an adult; of 320 million serials in a row, no two have one identity number.

    Screening ties the drunk-driving cases of one person, so a number that came up twice would tell of a prior.
    """
    rest, birth = divmod(serial * _STRIDE % _NUMBERS, _BIRTHS)
    division, sequence = divmod(rest, _SEQUENCES)
    return _suspect(dice, _DIVISIONS[division], _FIRST_BIRTH + birth, sequence + 1)


def born(dice: Dice, birth: int, *, girl: bool = False) -> Suspect:
    """Return somebody born on a day, such as near the age of criminal responsibility."""
    sequence = dice.between(1, _SEQUENCES)
    return _suspect(dice, dice.pick(_DIVISIONS), birth, sequence - sequence % 2 or 2 if girl else sequence)


def _suspect(dice: Dice, division: str, birth: int, sequence: int) -> Suspect:
    body = f"{division}{_eight_digits(birth)}{sequence:03d}"
    person = {
        "name": dice.pick(_SURNAMES) + "".join(dice.pick(_GIVEN) for _ in range(dice.between(1, 2))),
        "identity_kind": "111",
        "identity_number": f"{body}{check_digit(body)}",
        "phone": f"{dice.pick(_MOBILE)}{dice.between(0, 99_999_999):08d}",
    }
    return Suspect(birth, "male" if sequence % 2 else "female", person)


@lru_cache(maxsize=32_768)
def _eight_digits(day: int) -> str:
    return date.fromordinal(day).isoformat().replace("-", "")
