"""Where messages wait while the database cannot be written."""

from __future__ import annotations

import fcntl
import glob
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO


class Spool:
    """Small files for each conversation, readable by their owner alone.

    Several processes may share the folder. Messages are written to `<id>.jsonl`; who stores them
    renames it first, so that what comes meanwhile waits in a file of its own.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, conversation_id: str, message: Mapping[str, Any]) -> None:
        """Append a message."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._path(conversation_id)
        # A line before it: what a crash cut short must not spoil this one.
        while not _append(path, "\n" + json.dumps(message) + "\n"):
            pass

    @contextmanager
    def taken(self, conversation_id: str) -> Iterator[list[dict[str, Any]]]:
        """The messages that wait; at the end of the block they are forgotten, on an error kept.

        What another process writes or stores in this moment is left to the next time.
        """
        self._set_aside(conversation_id)
        with ExitStack() as held:
            files = {
                path: file
                for path in self._files(conversation_id, "*.taken")
                if (file := _hold(path, held)) is not None
            }
            yield [message for file in files.values() for message in _messages(file.read())]
            for path in files:
                path.unlink(missing_ok=True)

    def conversations(self) -> list[str]:
        """The conversations that have messages waiting."""
        return sorted({path.name.partition(".")[0] for path in self._folder.glob("*.*")})

    def clear(self, conversation_id: str) -> None:
        """Forget the messages of a conversation that is erased."""
        for path in self._files(conversation_id):
            path.unlink(missing_ok=True)

    def _set_aside(self, conversation_id: str) -> None:
        path = self._path(conversation_id)
        # Mostly there is none; one that cannot be moved waits on.
        with suppress(OSError):
            path.rename(path.with_suffix(f".{time.time_ns()}.taken"))

    def _files(self, conversation_id: str, ending: str = "*") -> list[Path]:
        """A conversation's files, the oldest first: digits sort before `jsonl`."""
        stem = glob.escape(self._path(conversation_id).stem)
        return sorted(self._folder.glob(f"{stem}.{ending}"))

    def _path(self, conversation_id: str) -> Path:
        return self._folder / f"{Path(conversation_id).name}.jsonl"


def _append(path: Path, text: str) -> bool:
    """Append to a file; False if it was set aside between its opening and the writing."""
    handle = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        if not _lock(file, fcntl.LOCK_SH) or not _is_at(file, path):
            return False
        file.write(text)
    return True


def _hold(path: Path, held: ExitStack) -> TextIO | None:
    """A file that was set aside, opened for this process alone; None if another has it."""
    try:
        file = held.enter_context(path.open(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return file if _lock(file, fcntl.LOCK_EX) and _is_at(file, path) else None


def _lock(file: TextIO, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(file: TextIO, path: Path) -> bool:
    """Whether an open file still has its name."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _messages(text: str) -> list[dict[str, Any]]:
    return [message for message in map(_read, text.splitlines()) if message]


def _read(line: str) -> dict[str, Any] | None:
    """A message; None for an empty line or one that a crash cut short."""
    try:
        return json.loads(line) if line.strip() else None
    except ValueError:
        return None
