"""A log file for each process that is run, and its last lines at hand."""

from __future__ import annotations

import logging
import sys
from collections import deque
from logging.handlers import RotatingFileHandler
from pathlib import Path

from honcho.manager import SYSTEM_PRINTER_NAME
from honcho.printer import Message, Printer

TAIL_LINES = 20
LOG_BYTES = 5_000_000
LOGS_KEPT = 3


class ProcessLogs(Printer):  # type: ignore[misc]
    """Writes each process's lines to its own log, and to the terminal where that is wanted."""

    def __init__(self, folder: Path, *, verbose: bool) -> None:
        super().__init__(sys.stdout)
        self.folder = folder
        self.verbose = verbose
        self.tails: dict[str, deque[str]] = {}
        self._handlers: dict[str, RotatingFileHandler] = {}

    def open(self, name: str) -> None:
        """Begin a new log for a process and keep the earlier ones beside it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}.log"
        handler = RotatingFileHandler(
            path, maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, encoding="utf-8"
        )
        if path.stat().st_size:
            handler.doRollover()
        self._handlers[name] = handler
        self.tails[name] = deque(maxlen=TAIL_LINES)

    def close(self) -> None:
        """Write out and close every log."""
        for handler in self._handlers.values():
            handler.close()

    def write(self, message: Message) -> None:
        """Take one message from a process; Honcho's own remarks go to the terminal or nowhere."""
        if message.name != SYSTEM_PRINTER_NAME:
            line = message.data.decode("utf-8", "replace").rstrip("\n")
            self.tails[message.name].append(line)
            # A percent sign in a line is text, so the line is the message and has no arguments.
            record = logging.LogRecord(message.name, logging.INFO, "", 0, line, None, None)
            self._handlers[message.name].emit(record)
        if self.verbose:
            super().write(message)
