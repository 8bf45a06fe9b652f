"""The processes start together, say what is wrong, and leave nothing behind. All are real ones."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from bot.ports import StartError, check_public_port, free_port, with_ports
from bot.processes import environment, running, state_file
from bot.settings import Settings

WEB = "web: exec python -m http.server --bind 127.0.0.1 $UNHURRIED_PORT"
COACH = "coach: exec sleep 100"
STUBBORN = 'coach: trap "" TERM INT; sleep 100 & while :; do sleep 1; done'
SERVE = (
    "import sys; from bot.processes import serve; from bot.settings import Settings; "
    "from dataclasses import replace; from pathlib import Path; "
    "sys.exit(serve(replace(Settings.from_env(), root=Path(sys.argv[1])), "
    "ready_timeout=float(sys.argv[2])))"
)


def make_system(folder: Path, *commands: str, ready: bool = True) -> Settings:
    """A folder with its own Procfile, whose web server says that it is ready, or does not."""
    (folder / "Procfile").write_text("\n".join(commands) + "\n")
    if ready:
        (folder / "readyz").write_text("ready")
    return Settings(
        root=folder, var=folder / "var", port=free_port(), secret="a secret of the test"
    )


def start(settings: Settings, seconds: float = 20) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SERVE, str(settings.root), str(seconds)],
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def pids_of(settings: Settings) -> dict[str, int]:
    deadline = time.monotonic() + 20
    while not state_file(settings).exists():
        assert time.monotonic() < deadline, "not ready in time"
        time.sleep(0.05)
    pids: dict[str, int] = json.loads(state_file(settings).read_text())["pids"]
    return pids


def left_over(folder: Path) -> list[psutil.Process]:
    """Processes that still work in the folder of this test, found as the kernel knows them."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd() == str(folder) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_process(tmp_path: Path, sent: signal.Signals) -> None:
    settings = make_system(tmp_path, WEB, COACH)
    process = start(settings)
    assert set(pids_of(settings)) == {"unhurried", "web", "coach"}
    assert len(left_over(tmp_path)) == 2
    process.send_signal(sent)
    said, _ = process.communicate(timeout=10)
    assert process.returncode == 0, said
    assert f"Unhurried is ready: http://localhost:{settings.port}/" in said
    assert said.rstrip().endswith("Unhurried has stopped.")
    assert left_over(tmp_path) == []
    assert not state_file(settings).exists()


def test_a_process_that_ignores_the_signal_is_killed_with_its_children(tmp_path: Path) -> None:
    settings = make_system(tmp_path, WEB, STUBBORN)
    process = start(settings)
    pids_of(settings)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert process.returncode == 0
    assert left_over(tmp_path) == []


@pytest.mark.parametrize(
    ("end", "how"), [("exit 3", "exit code 3"), ("kill -9 $$", "killed by SIGKILL")]
)
def test_a_process_that_dies_is_named_with_its_last_lines(
    tmp_path: Path, end: str, how: str
) -> None:
    dying = f'coach: for n in $(seq 30); do echo "100% of line $n"; done; {end}'
    settings = make_system(tmp_path, WEB, dying)
    process = start(settings)
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 1
    assert f"coach stopped by itself ({how})" in said
    assert "100% of line 11\n" in said and "100% of line 30\n" in said
    assert "100% of line 10\n" not in said
    assert left_over(tmp_path) == []


def test_a_process_that_falls_once_all_was_ready_is_started_again(tmp_path: Path) -> None:
    settings = make_system(tmp_path, WEB, COACH)
    process = start(settings)
    before = pids_of(settings)
    os.kill(before["coach"], signal.SIGKILL)
    deadline = time.monotonic() + 20
    while pids_of(settings)["coach"] == before["coach"]:
        assert time.monotonic() < deadline, "not started again in time"
        time.sleep(0.05)
    after = pids_of(settings)
    assert after["web"] == before["web"] and psutil.pid_exists(after["coach"])
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 0, said
    assert "coach stopped by itself and is started again" in said
    assert left_over(tmp_path) == []


def await_another(folder: Path, than: int) -> None:
    """Wait until the coach runs again."""
    deadline = time.monotonic() + 20
    while not any("sleep" in p.name() and p.pid != than for p in left_over(folder)):
        assert time.monotonic() < deadline, "not started again in time"
        time.sleep(0.05)


def test_a_process_is_started_again_though_its_id_cannot_be_written(tmp_path: Path) -> None:
    settings = make_system(tmp_path, WEB, COACH)
    process = start(settings)
    before = pids_of(settings)
    # Where the new file would be written: also root cannot write a folder.
    (settings.var / "running.part").mkdir()
    os.kill(before["coach"], signal.SIGKILL)
    await_another(tmp_path, before["coach"])
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 0, said
    assert "running.json cannot be written (Is a directory)" in said and "Traceback" not in said
    assert left_over(tmp_path) == []


def test_a_start_that_fails_is_tried_again(tmp_path: Path) -> None:
    root, moved = tmp_path / "root", tmp_path / "moved"
    root.mkdir()
    settings = replace(make_system(root, WEB, COACH), var=tmp_path / "var")
    process = start(settings)
    before = pids_of(settings)
    # Without its folder no process can be started.
    root.rename(moved)
    os.kill(before["coach"], signal.SIGKILL)
    time.sleep(2)
    moved.rename(root)
    await_another(root, before["coach"])
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 0, said
    assert "coach could not be run (" in said and "Traceback" not in said
    assert left_over(root) == []


def test_what_cannot_even_be_started_ends_everything(tmp_path: Path) -> None:
    settings = make_system(tmp_path, WEB, f"coach: echo {'x' * 200_000}")
    process = start(settings)
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "coach could not be run ([Errno 7] Argument list too long" in said
    assert "coach stopped by itself (exit code 1)" in said and "Traceback" not in said
    assert left_over(tmp_path) == []


def test_a_process_that_keeps_falling_does_not_hold_up_the_end(tmp_path: Path) -> None:
    flag = tmp_path / "fallen"
    settings = make_system(tmp_path, WEB, f"coach: [ -e {flag} ] && exit 1; exec sleep 100")
    process = start(settings)
    pids = pids_of(settings)
    flag.touch()
    os.kill(pids["coach"], signal.SIGKILL)
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 0, said
    assert said.count("started again") >= 2
    assert left_over(tmp_path) == []


def test_not_ready_in_time_names_what_is_missing(tmp_path: Path) -> None:
    settings = make_system(tmp_path, WEB, COACH, ready=False)
    process = start(settings, seconds=1)
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "not ready after 1 s: web, coach" in said
    assert left_over(tmp_path) == []


def test_logs_go_to_files_and_the_earlier_one_is_kept(tmp_path: Path) -> None:
    settings = make_system(tmp_path, WEB, "coach: echo first; sleep 0.2; exit 1", ready=False)
    start(settings).communicate(timeout=20)
    (tmp_path / "Procfile").write_text(f"{WEB}\ncoach: echo second; sleep 0.2; exit 1\n")
    start(settings).communicate(timeout=20)
    logs = settings.var / "log"
    assert (logs / "coach.log").read_text() == "second\n"
    assert (logs / "coach.log.1").read_text() == "first\n"


def test_a_taken_port_is_one_line_with_another_port(tmp_path: Path) -> None:
    settings = make_system(tmp_path, WEB)
    with socket.create_server(("127.0.0.1", settings.port)):
        process = start(settings)
        said, _ = process.communicate(timeout=20)
    assert process.returncode == 1
    assert said == (
        f"Unhurried: port {settings.port} is taken by another program: "
        f"run make run PORT={settings.port + 1}.\n"
    )


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(StartError, match=r"UNHURRIED_HOST is '192\.0\.2\.1'"):
        check_public_port(Settings(host="192.0.2.1", port=free_port()))


def test_private_ports_move_aside() -> None:
    public = free_port()
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        moved = with_ports(Settings(port=public, rasa_port=taken, actions_port=public))
    assert len({moved.port, moved.rasa_port, moved.actions_port, taken}) == 4
    assert moved.port == public


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://localhost:8000/"),
        ("0.0.0.0", "http://localhost:8000/"),
        ("192.0.2.7", "http://192.0.2.7:8000/"),
        ("2001:db8::7", "http://[2001:db8::7]:8000/"),
    ],
)
def test_the_address_that_is_printed(host: str, url: str) -> None:
    assert Settings(host=host).local_url == url


def test_processes_read_the_same_settings_again(tmp_path: Path) -> None:
    settings = replace(
        Settings.from_env({"UNHURRIED_VAR": str(tmp_path), "UNHURRIED_SECRET": "kept"}),
        port=8123,
        country="AU",
        https=True,
        origins=("https://a.example", "https://b.example"),
        redis_url="redis://127.0.0.1:6379/0",
        reply_timeout=20.0,
    )
    assert Settings.from_env(environment(settings)) == settings
    assert environment(settings)["RASA_TELEMETRY_ENABLED"] == "false"


def test_a_separate_system_runs_on_its_own_ports_and_ends(tmp_path: Path) -> None:
    settings = make_system(tmp_path, WEB, COACH)
    command = [sys.executable, "-c", SERVE, str(tmp_path), "20"]
    with running(settings, command=command) as system:
        connection = http.client.HTTPConnection(system.url.split("/")[2], timeout=5)
        connection.request("GET", "/readyz")
        assert connection.getresponse().read() == b"ready"
        connection.close()
        assert str(settings.port) not in system.url
        assert all(psutil.pid_exists(pid) for pid in system.pids.values())
    assert left_over(tmp_path) == []


def test_a_separate_system_that_cannot_start_says_why(tmp_path: Path) -> None:
    settings = make_system(tmp_path, "web: echo no such model; exit 4")
    command = [sys.executable, "-c", SERVE, str(tmp_path), "20"]
    with pytest.raises(StartError, match="no such model"), running(settings, command=command):
        raise AssertionError("it cannot have started")
