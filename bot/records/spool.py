"""Where messages wait while the database cannot be written."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class Spool:
    """One small file for each conversation, readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, conversation_id: str, message: Mapping[str, Any]) -> None:
        """Append a message."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._path(conversation_id)
        handle = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            # A line before it: what a crash cut short must not spoil this one.
            file.write("\n" + json.dumps(message) + "\n")

    def waiting(self, conversation_id: str) -> list[dict[str, Any]]:
        """The messages of a conversation that wait, in order."""
        try:
            lines = self._path(conversation_id).read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [message for message in map(_read, lines) if message]

    def conversations(self) -> list[str]:
        """The conversations that have messages waiting."""
        return sorted(path.stem for path in self._folder.glob("*.jsonl"))

    def clear(self, conversation_id: str) -> None:
        """Forget the messages of a conversation, once they are stored or erased."""
        self._path(conversation_id).unlink(missing_ok=True)

    def _path(self, conversation_id: str) -> Path:
        return self._folder / f"{Path(conversation_id).name}.jsonl"


def _read(line: str) -> dict[str, Any] | None:
    """A message; None for an empty line or one that a crash cut short."""
    try:
        return json.loads(line) if line.strip() else None
    except ValueError:
        return None
