"""A setting either works or is refused at the start, with its name and what to set."""

from __future__ import annotations

import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError

SECRET = {"UNHURRIED_SECRET": "a secret of the test"}


def read(name: str, text: str) -> Settings:
    """The settings with one variable set."""
    return Settings.from_env({**SECRET, f"UNHURRIED_{name}": text})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PUBLIC_URL", "chat.clinic.example"),
        ("PUBLIC_URL", "ftp://chat.clinic.example"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://chat.clinic.example:abc"),
        ("HTTPS", "enabled"),
        ("HTTPS", "2"),
        ("ORIGINS", "www.clinic.example"),
        ("ORIGINS", "https://a.example,b.example"),
        ("ORIGINS", "https://a.example/chat"),
        ("ORIGINS", "https://a.example?x"),
        ("ORIGINS", "https://me@a.example"),
        ("ORIGINS", "https://[a.example"),
    ],
)
def test_what_would_not_work_is_refused(name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=f"UNHURRIED_{name} .*: set "):
        read(name, text)


@pytest.mark.parametrize("text", ["1", "true", "Yes", "on"])
def test_https_is_on(text: str) -> None:
    assert read("HTTPS", text).https is True


@pytest.mark.parametrize("text", ["", "0", "False", "no", "OFF"])
def test_https_is_off(text: str) -> None:
    assert read("HTTPS", text).https is False


def test_sites_are_kept_as_browsers_name_themselves() -> None:
    found = read("ORIGINS", " https://WWW.clinic.example/ , http://localhost:3000").origins
    assert found == ("https://www.clinic.example", "http://localhost:3000")


@pytest.mark.parametrize(
    ("given", "url"),
    [("https://c.example/help/", "https://c.example/help"), ("", "http://localhost:8000")],
)
def test_the_public_address(given: str, url: str) -> None:
    assert read("PUBLIC_URL", given).public_url == url


@pytest.mark.parametrize("name", ["DATABASE_URL", "TRACKER_URL"])
def test_a_sqlite_file_is_the_same_one_from_every_folder(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read(name, "sqlite:///kept/here.db")
    assert getattr(settings, name.lower()) == f"sqlite:///{tmp_path}/kept/here.db"


@pytest.mark.parametrize(
    "url", ["sqlite:////srv/a.db", "sqlite://", "sqlite:///:memory:", "postgresql:///unhurried"]
)
def test_any_other_database_address_stays_as_it_is(url: str) -> None:
    assert read("DATABASE_URL", url).database_url == url


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    env = {"UNHURRIED_VAR": str(tmp_path / "var")}
    made: list[str] = []
    threads = [
        threading.Thread(target=lambda: made.append(Settings.from_env(env).secret))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8 and len(set(made)) == 1 and len(made[0]) > 40
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret"]
    assert stat.S_IMODE((tmp_path / "var" / "secret").stat().st_mode) == 0o600


def test_a_disk_that_takes_nothing_leaves_no_empty_key(tmp_path: Path) -> None:
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); "
    make = "from bot.settings import Settings; Settings.from_env()"
    env = {"UNHURRIED_VAR": str(tmp_path)}
    command = [sys.executable, "-B", "-c", full + make]
    done = subprocess.run(command, env=env, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1 and "File too large" in done.stderr
    assert list(tmp_path.iterdir()) == []
    assert Settings.from_env(env).secret


def test_an_empty_key_is_not_signed_with(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("\n")
    with pytest.raises(SettingsError, match=r"secret is empty.*delete it"):
        Settings.from_env({"UNHURRIED_VAR": str(tmp_path)})
