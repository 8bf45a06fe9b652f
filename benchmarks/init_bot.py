"""The bot that `rasa init` makes, with an SQLite tracker: what this system is measured beside."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import httpx

from bot.ports import free_port
from bot.settings import ROOT
from bot.supervisor import QUIET

CACHE = ROOT / "var" / "bench"
# In seconds, on a slow machine: training takes about 80 of them on two cores.
TRAIN_TIMEOUT = 400
READY_TIMEOUT = 180
STOP_TIMEOUT = 15
ENDPOINTS = "tracker_store:\n  type: SQL\n  dialect: sqlite\n  db: {db}\n"


class BenchError(RuntimeError):
    """The measurement cannot be made; the message says in a line why and what to do."""


@dataclass(frozen=True)
class Peer:
    """A running init bot: its address, its process id, and seconds from start to ready."""

    url: str
    pid: int
    ready: float


def made_bot(progress: Callable[[str], None], cache: Path = CACHE) -> Path:
    """The folder of a trained init bot, made once for each version of Rasa.

    Raises `BenchError` with Rasa's last lines where it could not be made.
    """
    folder = cache / f"rasa-init-{version('rasa')}"
    if list(folder.glob("models/*.tar.gz")):
        return folder
    progress("Making and training the bot of `rasa init` (once; about two minutes)")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as made:
        _rasa_init(Path(made))
        shutil.rmtree(folder, ignore_errors=True)
        # A folder that is moved when it is whole is never half a bot at the next run.
        shutil.copytree(made, folder.with_suffix(".part"), dirs_exist_ok=True)
        folder.with_suffix(".part").rename(folder)
    return folder


def _rasa_init(folder: Path) -> None:
    command = [sys.executable, "-m", "rasa", "init", "--no-prompt", "--init-dir", str(folder)]
    log = folder / "init.log"
    with log.open("w", encoding="utf-8") as output, _process(command, folder, output) as process:
        try:
            process.wait(timeout=TRAIN_TIMEOUT)
        except subprocess.TimeoutExpired as error:
            raise BenchError(f"`rasa init` took more than {TRAIN_TIMEOUT} s: try again.") from error
    if process.returncode != 0 or not list(folder.glob("models/*.tar.gz")):
        raise BenchError(f"`rasa init` could not make a bot:\n{_tail(log)}")


@contextmanager
def running_peer(bot: Path, folder: Path) -> Iterator[Peer]:
    """Run a copy of the bot's server in `folder`, with a new tracker database; stop it at the end.

    It gets the same environment as this system's processes. Raises `BenchError` with what Rasa
    printed where it does not get ready.
    """
    models = sorted(bot.glob("models/*.tar.gz"))
    if not models:
        raise BenchError(f"The init bot in {bot} has no model: delete that folder, run it again.")
    endpoints = folder / "endpoints.yml"
    endpoints.write_text(ENDPOINTS.format(db=folder / "tracker.db"), encoding="utf-8")
    port = free_port()
    command = [
        *(sys.executable, "-m", "rasa", "run", "--interface", "127.0.0.1", "--port", str(port)),
        *("--model", str(models[-1]), "--endpoints", str(endpoints)),
        *("--credentials", str(bot / "credentials.yml")),
    ]
    log = folder / "peer.log"
    with log.open("w", encoding="utf-8") as output, _process(command, folder, output) as process:
        url = f"http://127.0.0.1:{port}"
        ready = _await_ready(process, url, log)
        yield Peer(url, process.pid, ready)


def _await_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> float:
    started = time.monotonic()
    while process.poll() is None and time.monotonic() - started < READY_TIMEOUT:
        try:
            if httpx.get(url, timeout=2, trust_env=False).status_code == 200:
                return time.monotonic() - started
        except httpx.HTTPError:
            time.sleep(0.1)
    why = "stopped by itself" if process.poll() is not None else f"took over {READY_TIMEOUT} s"
    raise BenchError(f"The bot of `rasa init` did not get ready ({why}):\n{_tail(log)}")


@contextmanager
def _process(command: list[str], folder: Path, output: object) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **QUIET},
        stdout=output,  # type: ignore[call-overload]
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes], patience: float = STOP_TIMEOUT) -> None:
    """End a process that leads its own group, after `patience` seconds by force."""
    process.terminate()
    try:
        process.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])
