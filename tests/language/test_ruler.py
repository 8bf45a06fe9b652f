"""Second thoughts about a number, and numbers for somebody else."""

from __future__ import annotations

import pytest

from bot.language.ruler import ruler_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Not a lot, love. Three maybe, or four. I couldn't even manage the one night.", 3),
        ("4 or 5… so maybe 5", 5),
        ("6. no 7. dunno depends what day u ask", 7),
        ("6, no 7", 7),
        ("6 for me. 2 for Jim", 6),
        ("2 for Jim, 6 for me", 6),
        ("6 for my kids", 6),
        ("7 for now", 7),
        ("2 for him, 6", 6),
        ("8 for effort, 5", None),
        ("5 on a good day, 2 on a bad one", None),
    ],
)
def test_the_number_that_is_meant_is_found(text: str, number: int | None) -> None:
    assert ruler_number(text) == number
