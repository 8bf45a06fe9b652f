"""A clinic's web server with no coach behind it, for what the widget does by itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import uvicorn

from bot.ports import free_port
from bot.records.migrate import upgrade
from bot.settings import Settings
from bot.web.app import create_app


@contextmanager
def serving(settings: Settings, port: int) -> Iterator[None]:
    """Serve on `port` until the block ends; nothing listens where the coach should."""
    settings = replace(settings, rasa_port=free_port(), actions_port=free_port())
    upgrade(settings.database_url)
    config = uvicorn.Config(create_app(settings), port=port, ws="none", log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield
    server.should_exit = True
    thread.join()
