"""The names in braces that a text of content may hold, where the code puts something in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from string import Formatter
from typing import Any


def placeholders(text: str) -> set[str]:
    """The names in braces in `text`; one without a name is "". A lone brace raises `ValueError`."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def check_placeholders(content: Any, allowed: Collection[str]) -> None:
    """Raise `ValueError` where a text in `content` (a text, or texts within lists and mappings)
    holds a name in braces that is not one of `allowed`."""
    for text in _texts(content):
        try:
            unknown = placeholders(text) - set(allowed)
        except ValueError as error:
            raise ValueError(f"{text!r}: {error}; write a brace of the text twice") from None
        if unknown:
            may = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "no name in braces"
            raise ValueError(f"{text!r} has {{{unknown.pop()}}}, but only {may} is filled in here")


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for part in content.values():
            yield from _texts(part)
    elif isinstance(content, list):
        for part in content:
            yield from _texts(part)
