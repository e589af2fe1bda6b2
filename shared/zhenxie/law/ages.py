"""Ages in criminal law (CL 17; JUV06, 法释〔2006〕1号): counted from the day after the birthday."""

from calendar import isleap
from datetime import date

from zhenxie.law.spans import Days


def birthday(birth: date, years: int) -> date:
    """Return the birthday on which somebody born on `birth` completes `years` years.

    Who was born on 29 February has it on 28 February of a common year (CC 202 by analogy [memory: medium]).

    :raises ValueError: `years` is negative.
    """
    if years < 0:
        raise ValueError("nobody completes less than no year")
    year = birth.year + years
    if (birth.month, birth.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return date(year, birth.month, birth.day)


def attained(birth: date, years: int, on: date) -> bool:
    """Tell whether `years` years of age are reached on `on`: from the day after the birthday (JUV06 2).

    On the 16th birthday itself a person is still 15 for CL 17.
    """
    return on > birthday(birth, years)


def age_on(birth: date, on: date) -> int:
    """Return the full years of age (周岁) on the legal day `on` (JUV06 2); none up to and on the first birthday.

    :raises ValueError: `on` lies before the birth.
    """
    if on < birth:
        raise ValueError("the day lies before the birth")
    years = on.year - birth.year
    return max(years if attained(birth, years, on) else years - 1, 0)


def surely_attained(birth: Days, years: int, on: Days) -> bool:
    """Tell whether the age is reached whichever day of the two spans it was (JUV06 2, 4).

    The decisive day is that of the act, a legal day of Asia/Shanghai, never that of the result or of the filing.
    """
    return attained(birth.last, years, on.first)


def surely_not_attained(birth: Days, years: int, on: Days) -> bool:
    """Tell whether the age is not reached whichever day of the two spans it was (JUV06 2).

    The presumption of JUV06 4 is not applied: during the investigation it proves nothing (domain 14.2).
    """
    return not attained(birth.first, years, on.last)


def needs_a_second_look(birth: date, on: Days) -> bool:
    """Tell whether a leap-day birth meets an act between 28 February and 2 March, both included.

    JUV06 2 does not say on which day such a person has a birthday: a person must decide it [design].
    """
    if (birth.month, birth.day) != (2, 29):
        return False
    return any(
        on.first <= date(year, 3, 2) and on.last >= date(year, 2, 28) for year in range(on.first.year, on.last.year + 1)
    )
