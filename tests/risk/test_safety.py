"""Coaching goes on only when someone plainly says that they are safe."""

import pytest

from bot.risk import says_safe


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("im safe now, can we carry on", True),
        ("I am safe and want to go on", True),
        ("i’m ok now", True),  # noqa: RUF001
        ("yes im fine, my sister is here", True),
        ("feeling a bit calmer, lets go on", True),
        ("i feel better", True),
        ("im in danger", False),
        ("im not safe", False),
        ("i dont know if im safe", False),
        ("not sure im safe", False),
        ("i don't feel safe", False),
        ("i wish i was ok", False),
        ("what is safe", False),
        ("ok", False),
        ("yes", False),
        ("", False),
        ("i'll be fine if i take the lot", False),
    ],
)
def test_a_plain_statement_counts_and_nothing_else(text: str, safe: bool) -> None:
    assert says_safe(text) is safe
