"""Every case of the tables without pytest: what coverage counts branches of, and what every mutant must meet."""

from typing import Any, NamedTuple

from law import test_models


class Case(NamedTuple):
    """One case of a table: the model's slug, the case as it is spelt, and its name with that of its table."""

    slug: str
    spelt: dict[str, Any]
    name: str

    def meet(self) -> None:
        """See that the model answers as the table says.

        :raises AssertionError: it answers otherwise.
        """
        test_models.test_a_case_of_the_table(self.slug, self.spelt)


def every_case() -> list[Case]:
    """Return the cases of all tables, in the order of their files."""
    return [Case(*param.values, str(param.id)) for param in test_models._cases()]


if __name__ == "__main__":
    for one in every_case():
        one.meet()
