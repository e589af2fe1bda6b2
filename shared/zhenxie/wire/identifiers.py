"""The numbers that the two bodies write down: what they are made of, and when one is well formed; pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS: Final = "10X98765432"
_IDENTITY: Final = re.compile(r"\d{17}[\dX]", re.ASCII)
_LEGACY_IDENTITY: Final = re.compile(r"\d{15}", re.ASCII)
_BORN: Final = range(1900, 2021)
_IDENTITY_WITHIN: Final = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)", re.ASCII)
_CASE_NUMBER: Final = re.compile(r"A(\d{12})(\d{4})(\d{2})(\d{4})", re.ASCII)
_UNIT: Final = re.compile(r"\d{12}", re.ASCII)
_DIVISION: Final = re.compile(r"\d{6}", re.ASCII)
_DETAINEE: Final = re.compile(r"(\d{9})(\d{8})(\d{4})", re.ASCII)
_PROCURATORATE_DOCUMENT: Final = re.compile(
    r"([\u4e00-\u9fa5]{1,6}检)([\u4e00-\u9fa5]{0,8})〔((?:19|20)\d{2})〕第?(Z?\d{1,5})号", re.ASCII
)
_DEPARTMENT_CASE: Final = re.compile(r"([\u4e00-\u9fa5]+)受\[([12]\d{3})\](\d{8,16})号", re.ASCII)


@dataclass(frozen=True)
class IdentityNumber:
    """What an identity number (公民身份号码, GB 11643) says; its date is never a proof of age."""

    division: str
    birth_date: date
    sex: Literal["male", "female"]
    legacy: bool


@dataclass(frozen=True)
class CaseNumber:
    """The parts of a police case number (案事件编号): unit, month of acceptance, sequence."""

    unit: str
    year: int
    month: int
    sequence: int


@dataclass(frozen=True)
class DetaineeNumber:
    """The parts of a detainee's number (在押人员编号, GA 300.3-2001)."""

    detention_center: str
    admitted_on: date
    sequence: int


@dataclass(frozen=True)
class DocumentNumber:
    """The parts of a procuratorate's document number (文书文号)."""

    procuratorate: str
    matter: str
    year: int
    sequence: str


def identity_number(text: str) -> IdentityNumber | None:
    """Return what `text` (18 characters, or the 15 of before 1999) says, or None if it is no identity number.

    An unknown place code is accepted: districts were merged and renamed (GB 11643; GB/T 2260).
    """
    if _IDENTITY.fullmatch(text):
        return _parts(text, text[6:14], text[16]) if check_digit(text[:17]) == text[17] else None
    if _LEGACY_IDENTITY.fullmatch(text):
        return _parts(text, f"19{text[6:12]}", text[14])
    return None


def check_digit(body: str) -> str:
    """Return the check character of the first 17 digits of an identity number (GB 11643, ISO 7064 MOD 11-2)."""
    return _CHECK_DIGITS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True)) % 11]


def _parts(text: str, born: str, order: str) -> IdentityNumber | None:
    day = _day(born)
    if day is None:
        return None
    return IdentityNumber(text[:6], day, "male" if int(order) % 2 else "female", legacy=len(text) == 15)


def _day(eight_digits: str) -> date | None:
    try:
        return date(int(eight_digits[:4]), int(eight_digits[4:6]), int(eight_digits[6:]))
    except ValueError:
        return None


def masked_identity_number(text: str) -> str:
    """Return `text` with its birth date hidden, `640202********0013`; shorter texts are hidden whole."""
    if len(text) == 18:
        return f"{text[:6]}{'*' * 8}{text[14:]}"
    if len(text) == 15:
        return f"{text[:6]}{'*' * 6}{text[12:]}"
    return "*" * len(text)


def contains_identity_number(text: str) -> bool:
    """Return whether 18 signs that somebody may have for an identity number stand in `text`.

    The date in them must be a real one of 1900 to 2020: senders also make references of a division, the day and a
    sequence. The check digit is not asked for: a number that was typed wrong still names its owner. A run of more than
    18 digits (a case number, a detainee's number) holds none.
    """
    if len(text) < 18:
        return False
    narrow = text if text.isascii() else "".join(map(_narrow, text))
    born = (_day(found[6:14]) for found in _IDENTITY_WITHIN.findall(narrow))
    return any(day is not None and _BORN.start <= day.year < _BORN.stop for day in born)


def case_number(text: str) -> CaseNumber | None:
    """Return the parts of a 23-character case number such as `A6402020000002026030001`, or None."""
    found = _CASE_NUMBER.fullmatch(text)
    if found is None or not 1 <= int(found[3]) <= 12 or not int(found[2]) >= 1949:
        return None
    return CaseNumber(found[1], int(found[2]), int(found[3]), int(found[4]))


def is_unit_code(text: str) -> bool:
    """Return whether `text` has the form of a police unit code (公安机关机构代码, DE00060): twelve digits."""
    return _UNIT.fullmatch(text) is not None


def is_division_code(text: str) -> bool:
    """Return whether `text` has the form of a division code (行政区划代码, GB/T 2260): six digits, no hole."""
    return _DIVISION.fullmatch(text) is not None and text[:2] != "00" and not (text[2:4] == "00" != text[4:])


def division_of(unit_code: str) -> str:
    """Return the division code that a police unit code begins with."""
    return unit_code[:6]


def division_ancestors(code: str) -> list[str]:
    """Return the divisions above `code`, nearest first: `640202` lies in `640200` and `640000`.

    :raises ValueError: not a division code.
    """
    _must_be_division(code)
    above = [f"{code[:4]}00", f"{code[:2]}0000"]
    return [ancestor for ancestor in dict.fromkeys(above) if ancestor != code]


def covers(code: str, other: str) -> bool:
    """Return whether division `code` is `other` or lies above it.

    :raises ValueError: one of them is not a division code.
    """
    _must_be_division(code)
    return code == other or code in division_ancestors(other)


def _must_be_division(code: str) -> None:
    if not is_division_code(code):
        raise ValueError("not a division code")


def detainee_number(text: str) -> DetaineeNumber | None:
    """Return the parts of a 21-digit detainee's number, or None."""
    found = _DETAINEE.fullmatch(text)
    day = _day(found[2]) if found else None
    if found is None or day is None:
        return None
    return DetaineeNumber(found[1], day, int(found[3]))


def procuratorate_document_number(text: str) -> DocumentNumber | None:
    """Return the parts of `石大检侦监〔2026〕12号` (brackets U+3014 and U+3015), or None."""
    found = _PROCURATORATE_DOCUMENT.fullmatch(text)
    if found is None:
        return None
    return DocumentNumber(found[1], found[2], int(found[3]), found[4])


def is_department_case_number(text: str) -> bool:
    """Return whether `text` is a procuratorate's 部门受案号, `宁夏大武口区院起诉受[2026]64020200031号` (ASCII brackets)."""
    return _DEPARTMENT_CASE.fullmatch(text) is not None


def normalised(text: str) -> str:
    """Return a number as it is compared: full-width characters as ASCII, outer blanks gone, a closing x as X.

    For numbers only: prose keeps its full-width punctuation.
    """
    narrow = "".join(_narrow(character) for character in text).strip()
    return narrow.upper() if re.fullmatch(r"\d{17}x", narrow, re.ASCII) else narrow


def _narrow(character: str) -> str:
    if character == "\u3000" or "\uff01" <= character <= "\uff5e":
        return unicodedata.normalize("NFKC", character)
    return character


def normalised_identity_number(text: str) -> str:
    """Return an identity number as it is compared: normalised, inner blanks gone, letters in upper case."""
    return re.sub(r"\s", "", normalised(text)).upper()
