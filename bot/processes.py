"""Run the web server, the coach and the action server together, and stop them together.

The commands are in the Procfile; `bot.supervisor` watches over them.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from honcho.manager import KILL_WAIT

from bot.ports import StartError, check_public_port, free_port, with_ports
from bot.settings import Settings
from bot.supervisor import Supervisor, clear_line, environment, kill_group, state_file


@dataclass(frozen=True)
class Running:
    """A system that answers at `url`; `pids` has every process of it by name."""

    url: str
    pids: Mapping[str, int]


def serve(settings: Settings, *, verbose: bool = False, ready_timeout: float = 180) -> int:
    """Run every process of the Procfile until a signal comes; return the exit code.

    0 after Ctrl-C, SIGTERM or SIGHUP; 1 where something could not start, or was not ready
    within `ready_timeout` seconds, with the reason on standard error. All processes have stopped
    when it returns. Must run in the main thread.
    """
    try:
        settings = with_ports(settings)
        state_file(settings).unlink(missing_ok=True)
        supervisor = Supervisor(settings, verbose=verbose, ready_timeout=ready_timeout)
    except (StartError, OSError) as error:
        print(f"Unhurried: {error}", file=sys.stderr)
        return 1
    print("Starting (the logs are in " + str(supervisor.logs.folder) + ")", flush=True)
    try:
        supervisor.loop()
    finally:
        supervisor.sweep()
        state_file(settings).unlink(missing_ok=True)
    clear_line()
    return _report(supervisor)


def _report(supervisor: Supervisor) -> int:
    folder = supervisor.logs.folder
    for name, code in supervisor.fallen:
        how = f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
        print(f"Unhurried: {name} stopped by itself ({how}).", file=sys.stderr)
        print(*supervisor.logs.tails[name], sep="\n", file=sys.stderr)
        print(
            f"Everything else was stopped. The whole log: {folder / name}.log",
            file=sys.stderr,
        )
    if supervisor.late:
        print(
            f"Unhurried: not ready after {supervisor.ready_timeout:.0f} s: {supervisor.late}. "
            f"Everything was stopped; the logs are in {folder}.",
            file=sys.stderr,
        )
    if supervisor.fallen or supervisor.late:
        return 1
    print("Unhurried has stopped.", flush=True)
    return 0


@contextmanager
def running(
    settings: Settings, *, command: Sequence[str] = (), ready_timeout: float = 180
) -> Iterator[Running]:
    """Run a second, separate system on free ports and stop it at the end; for tests and bench.

    `settings.var` and the databases must be its own. `command` replaces `unhurried serve`. Raises
    `StartError` with what the system printed where it does not get ready.
    """
    port = free_port()
    rasa_port = free_port(taken=[port])
    actions_port = free_port(taken=[port, rasa_port])
    settings = replace(
        settings,
        host="127.0.0.1",
        port=port,
        rasa_port=rasa_port,
        actions_port=actions_port,
    )
    settings.var.mkdir(parents=True, exist_ok=True)
    state_file(settings).unlink(missing_ok=True)
    printed = settings.var / "serve.log"
    with printed.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            command or [str(Path(sys.executable).with_name("unhurried")), "serve"],
            cwd=settings.root,
            env=environment(settings),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    pids: Mapping[str, int] = {}
    try:
        system = _await_state(process, state_file(settings), printed, ready_timeout)
        pids = system.pids
        yield system
    finally:
        _stop(process, pids)


def _await_state(
    process: subprocess.Popen[bytes], state: Path, printed: Path, timeout: float
) -> Running:
    deadline = time.monotonic() + timeout
    while process.poll() is None and time.monotonic() < deadline:
        if state.exists():
            return Running(**json.loads(state.read_text(encoding="utf-8")))
        time.sleep(0.1)
    raise StartError(f"the system did not get ready:\n{printed.read_text(encoding='utf-8')}")


def _stop(process: subprocess.Popen[bytes], pids: Mapping[str, int]) -> None:
    process.terminate()
    try:
        process.wait(timeout=KILL_WAIT + 10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        for pid in pids.values():
            kill_group(pid)


def main(arguments: Sequence[str]) -> int:
    """`check` tells whether the public port is free; `with COMMAND…` runs COMMAND URL."""
    if list(arguments) == ["check"]:
        try:
            check_public_port(Settings.from_env())
        except (StartError, ValueError) as error:
            print(f"Unhurried: {error}", file=sys.stderr)
            return 1
        return 0
    if len(arguments) > 1 and arguments[0] == "with":
        with tempfile.TemporaryDirectory() as var:
            settings = Settings.from_env({**os.environ, "UNHURRIED_VAR": var})
            with running(settings) as system:
                env = {**os.environ, "UNHURRIED_VAR": var}
                command = [*arguments[1:], system.url]
                return subprocess.run(command, env=env, check=False).returncode
    print("Say `check`, or `with` and a command.", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
