"""A newsroom whose fact-checks readers may read in every state that there is."""

from tests.desk.conftest import Enter, enter, newsroom
from tests.desk.conftest import Newsroom as Rows

__all__ = ["Enter", "Rows", "enter", "newsroom"]
