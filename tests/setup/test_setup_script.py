"""Set-up says in one line what is wrong and what to do, and needs nothing but a PATH."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = (
    "awk bash cat chmod date df dirname env grep head id ln mkdir rm sed sha256sum sleep tail tr"
)
NO_NETWORK = {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}
# Debian's python3 has no venv and no pip until a package brings them.
BARE_PYTHON = f"""#!/bin/sh
case "$*" in *"-m venv"* | *"-m pip"*) exit 1 ;; esac
exec {sys.executable} "$@"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A fresh copy of what set-up reads, and a bin/ with a few plain tools but no Python."""
    clone = tmp_path / "a clone"
    shutil.copytree(ROOT / "scripts", clone / "scripts")
    for name in ("requirements.txt", ".python-version"):
        shutil.copy(ROOT / name, clone)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS.split():
        found = shutil.which(tool)
        assert found, f"{tool} is needed by this test"
        (tmp_path / "bin" / tool).symlink_to(found)
    return clone


def set_up(folder: Path, **env: str) -> tuple[int, str]:
    """Run set-up with only bin/ on the PATH; the exit code and the last line that it says."""
    run = subprocess.run(
        ["bash", str(folder / "scripts" / "setup.sh")],
        env={"PATH": str(folder.parent / "bin"), "HOME": str(folder.parent), **env},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return run.returncode, (run.stderr.strip() or run.stdout.strip())


def give_uv(folder: Path) -> None:
    """Put a uv that runs into bin/, as a machine has it that uses uv already."""
    for found in (ROOT / ".tools/bin/uv", ROOT / ".tools/lib/bin/uv", shutil.which("uv")):
        if (
            found
            and subprocess.run([found, "--version"], capture_output=True, check=False).returncode
            == 0
        ):
            (folder.parent / "bin" / "uv").symlink_to(found)
            return
    raise AssertionError("no uv runs here: run make install first")


def test_full_disk_names_the_folder_and_the_space(folder: Path) -> None:
    code, said = set_up(folder, UNHURRIED_MIN_FREE_GB="999999")
    assert code == 1
    assert "\n" not in said
    assert str(folder) in said and "999999 GB are needed" in said and "make again" in said


def test_no_python_says_which_to_install(folder: Path) -> None:
    code, said = set_up(folder, UNHURRIED_MIN_FREE_GB="0")
    assert code == 1
    assert said.startswith("Unhurried: no Python 3.8 or newer was found")
    assert "\n" not in said and "apt install python3" in said


def test_python_without_venv_and_pip_says_which_package(folder: Path) -> None:
    python = folder.parent / "bin" / "python3"
    python.write_text(BARE_PYTHON)
    python.chmod(0o755)
    code, said = set_up(folder, UNHURRIED_MIN_FREE_GB="0")
    assert code == 1
    assert "\n" not in said and "apt install python3-venv" in said


def test_python_that_cannot_be_had(folder: Path) -> None:
    give_uv(folder)
    code, said = set_up(folder, UNHURRIED_MIN_FREE_GB="0", UV_PYTHON_DOWNLOADS="never")
    assert code == 1
    assert "\n" not in said and "Python 3.10 is not here" in said and "pyenv install 3.10" in said


def test_no_network_loses_nothing(folder: Path) -> None:
    give_uv(folder)
    (folder.parent / "bin" / "python3.10").symlink_to(Path(sys.executable).resolve())
    code, said = set_up(folder, UNHURRIED_MIN_FREE_GB="0", UV_HTTP_RETRIES="0", **NO_NETWORK)
    assert code == 1
    assert "\n" not in said and "could not reach the package index" in said
    assert (folder / ".venv" / "bin" / "python").exists()
    assert not (folder / ".venv" / ".synced").exists()


def test_an_environment_that_runs_is_never_deleted(folder: Path) -> None:
    give_uv(folder)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True)
    (folder / ".venv" / "mark").touch()
    code, _ = set_up(folder, UNHURRIED_MIN_FREE_GB="0", UV_OFFLINE="1")
    assert code == 1
    assert (folder / ".venv" / "mark").exists()


def test_a_pyenv_python_is_found_though_its_shims_do_not_run(folder: Path) -> None:
    give_uv(folder)
    shim = folder.parent / "bin" / "python3.10"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    versions = folder.parent / ".pyenv/versions"
    versions.mkdir(parents=True)
    (versions / "3.10.13").symlink_to(Path(sys.executable).resolve().parents[1])
    _, said = set_up(folder, UNHURRIED_MIN_FREE_GB="0", UV_PYTHON_DOWNLOADS="never", UV_OFFLINE="1")
    assert "Python 3.10 is not here" not in said
    assert (folder / ".venv" / "bin" / "python").exists()


def test_second_run_has_nothing_to_do() -> None:
    # Asking for too much space makes a set-up that is not up to date fail before it changes
    # the environment in which this test runs.
    run = subprocess.run(
        [ROOT / "scripts" / "setup.sh"],
        env={"PATH": "/usr/bin:/bin", "UNHURRIED_MIN_FREE_GB": "999999"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_the_command_works_from_any_folder_with_an_empty_environment(tmp_path: Path) -> None:
    run = subprocess.run(
        [ROOT / ".venv/bin/unhurried", "--help"],
        env={"PATH": "/usr/bin:/bin"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "serve" in run.stdout and "train" in run.stdout


def test_make_alone_lists_the_verbs() -> None:
    run = subprocess.run(
        ["make", "-C", str(ROOT)],
        env={"PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0
    for verb in ("install", "run", "train", "check", "test", "bench", "lock", "format", "clean"):
        assert f"\n{verb} " in f"\n{run.stdout}"


@pytest.mark.parametrize(
    ("recipe", "passes"),
    [
        ("echo '===== 3 passed in 0.12s ====='", True),
        ("echo '3 passed, 1 warning in 62.10s (0:01:02)'", True),
        ("echo 'no tests ran in 0.01s'", False),
        ("true", False),
        ("echo '3 passed in 0.12s'; false", False),
    ],
)
def test_ci_fails_when_a_test_fails_or_none_ran(tmp_path: Path, recipe: str, passes: bool) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    (tmp_path / "Makefile").write_text(f"test:\n\t@{recipe}\n")
    run = subprocess.run(
        ["bash", tmp_path / ".ci/run"], check=False, capture_output=True, text=True, cwd="/"
    )
    assert (run.returncode == 0) is passes
    if passes:
        assert "3 passed" in run.stdout.splitlines()[-1]
