"""The fonts of the tests: Noto of the pip package, whatever else this machine has."""

import pytest

from exchange.documents.fonts import Fonts


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    return Fonts.found(None, fandol=())
