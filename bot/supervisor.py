"""Watch over the processes of the Procfile: start, readiness, falls, logs, and a sure end."""

from __future__ import annotations

import http.client
import json
import os
import queue
import signal
import sys
import threading
import time
from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

from honcho.environ import parse_procfile
from honcho.manager import KILL_WAIT, Manager
from honcho.printer import Message

from bot.logs import ProcessLogs
from bot.settings import Settings

# Seconds before a process that fell is started again; after a steady run the pause is short again.
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "CUDA_VISIBLE_DEVICES": "",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "PYTHONUNBUFFERED": "1",
}


def environment(settings: Settings) -> dict[str, str]:
    """The environment from which `Settings.from_env` reads these settings again."""
    env = {**os.environ, **QUIET}
    env["PATH"] = f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}"
    for field in fields(settings):
        value = getattr(settings, field.name)
        name = f"UNHURRIED_{field.name.upper()}"
        env.pop(name, None)
        if value is not None:
            env[name] = _as_text(value)
    env["UNHURRIED_RASA_URL"] = settings.rasa_url
    env["UNHURRIED_ACTIONS_URL"] = settings.actions_url
    return env


def _as_text(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)


def state_file(settings: Settings) -> Path:
    """Where a ready system keeps its address and its process ids."""
    return settings.var / "running.json"


class _Ear:
    """Takes the events of one process for the manager, and keeps back an end that is mended."""

    def __init__(self, supervisor: Supervisor, name: str) -> None:
        self._supervisor = supervisor
        self._name = name
        self.began = False
        self.fell = False

    def put(self, message: Message) -> None:
        """As a queue's; Honcho's process calls it."""
        if message.type == "start":
            self.began = True
            self._supervisor.began(self._name, message.data["pid"])
        self.fell = message.type == "stop" and self._supervisor.mends
        if not self.fell:
            self._supervisor.events.put(message)


class Supervisor(Manager):  # type: ignore[misc]
    """Honcho's manager with a log per process, a check of readiness and a sure end.

    Once all was ready, a process that falls is started again and the others go on: without the
    coach the web server still answers a person at risk. Before, it ends everything, because what
    cannot start will not start the next time either.

    Honcho forks a Python process for each child to read its output; threads do that here, which
    saves their memory. Honcho kills what lingers only once something has stopped; here always.
    """

    def __init__(self, settings: Settings, *, verbose: bool, ready_timeout: float) -> None:
        self.logs = ProcessLogs(settings.var / "log", verbose=verbose)
        super().__init__(printer=self.logs)
        self.events: queue.Queue[Message] = queue.Queue()
        self.settings = settings
        self.ready_timeout = ready_timeout
        self.fallen: list[tuple[str, int]] = []
        self.late: str | None = None
        self._ready = False
        self._writing = threading.Lock()
        env = environment(settings)
        commands = parse_procfile((settings.root / "Procfile").read_text(encoding="utf-8"))
        for name, command in commands.processes.items():
            self.logs.open(name)
            self.add_process(name, command, env=env, cwd=settings.root)

    def _start(self) -> None:
        signal.signal(signal.SIGHUP, lambda *_: self.terminate())
        for name in self._processes:
            threading.Thread(target=self._keep_up, args=(name,), name=name, daemon=True).start()
        threading.Thread(target=self._await_ready, name="ready", daemon=True).start()

    @property
    def mends(self) -> bool:
        """Whether a process that falls now is started again."""
        return self._ready and not self._terminating

    def _keep_up(self, name: str) -> None:
        pause = FIRST_PAUSE
        while True:
            ear, began = _Ear(self, name), time.monotonic()
            try:
                self._processes[name]["obj"].run(ear)
            except Exception as error:
                _tell(f"{name} could not be run ({error}).")
                ear.put(Message("stop", {"returncode": 1}, datetime.now(), name, None))
            if not ear.fell:
                return
            if ear.began:
                kill_group(self._processes[name]["pid"])
            if time.monotonic() - began > STEADY_SECONDS:
                pause = FIRST_PAUSE
            _tell(f"{name} stopped by itself and is started again.")
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            if self._terminating:
                self._processes[name]["returncode"] = 1
                return

    def began(self, name: str, pid: int) -> None:
        """Note the process id of a process that was started, and of one started again."""
        again = self._ready
        self._processes[name]["pid"] = pid
        if again:
            self._write_state()

    def terminate(self) -> None:
        """Ask every process to stop, and after `KILL_WAIT` seconds kill those that have not."""
        if self._terminating:
            return
        if not self._all_started():
            _later(0.1, self.terminate)
            return
        self.fallen = [
            (name, entry["returncode"])
            for name, entry in self._processes.items()
            if entry.get("returncode") is not None
        ]
        super().terminate()
        _later(KILL_WAIT, self.kill)

    def _all_started(self) -> bool:
        """Of what could not even be started, nothing more is to be awaited."""
        return all("pid" in entry or "returncode" in entry for entry in self._processes.values())

    def sweep(self) -> None:
        """Kill what a process may have left behind in its group."""
        for pid in self.pids().values():
            kill_group(pid)
        self.logs.close()

    def pids(self) -> dict[str, int]:
        """The process ids by name, without this one."""
        return {name: entry["pid"] for name, entry in self._processes.items() if "pid" in entry}

    def _await_ready(self) -> None:
        started = time.monotonic()
        shown = 0.0
        missing = list(self._processes)
        while not self._terminating:
            elapsed = time.monotonic() - started
            missing = _not_ready(self.settings, missing)
            if not missing:
                self._announce(elapsed)
                return
            if elapsed > self.ready_timeout:
                self.late = ", ".join(missing)
                self.terminate()
                return
            shown = _progress(missing, elapsed, shown)
            time.sleep(0.25)

    def _write_state(self) -> None:
        """Others read it; without it this system runs all the same."""
        path = state_file(self.settings)
        part = path.with_suffix(".part")
        try:
            with self._writing:
                pids = {"unhurried": os.getpid(), **self.pids()}
                state = {"url": self.settings.local_url, "pids": pids}
                part.write_text(json.dumps(state), encoding="utf-8")
                part.replace(path)
        except OSError as error:
            _tell(f"{path} cannot be written ({error.strerror}): see that its disk has room.")

    def _announce(self, elapsed: float) -> None:
        url = self.settings.local_url
        self._ready = True
        self._write_state()
        line = f"  Unhurried is ready: {url}  (Ctrl-C stops it)  "
        clear_line()
        print(f"      started in {elapsed:.0f} s")
        print(f"{'=' * len(line)}\n{line}\n{'=' * len(line)}", flush=True)


def _tell(text: str) -> None:
    # Where standard error goes to a disk that is full, there is nobody to tell.
    with suppress(OSError):
        print(f"Unhurried: {text}", file=sys.stderr)


def _later(seconds: float, call: Any) -> None:
    timer = threading.Timer(seconds, call)
    timer.daemon = True
    timer.start()


def kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _not_ready(settings: Settings, before: list[str]) -> list[str]:
    """The parts that /readyz names as not ready; without an answer, those known `before`."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    connection = http.client.HTTPConnection(local, settings.port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": f"localhost:{settings.port}"})
        response = connection.getresponse()
        body = response.read()
        if response.status == 200:
            return []
        parts = json.loads(body)["parts"]
        return [name for name, ready in parts.items() if not ready] or before
    except (
        OSError,
        http.client.HTTPException,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
    ):
        return before
    finally:
        connection.close()


def _progress(missing: list[str], elapsed: float, shown: float) -> float:
    """Say what is still awaited: each second on a terminal, every ten elsewhere."""
    terminal = sys.stdout.isatty()
    if elapsed - shown < (1 if terminal else 10):
        return shown
    line = f"      starting {', '.join(missing)}: {elapsed:.0f} s"
    print(
        f"\r\033[K{line}" if terminal else line,
        end="" if terminal else "\n",
        flush=True,
    )
    return elapsed


def clear_line() -> None:
    if sys.stdout.isatty():
        print("\r\033[K", end="")
