"""The `unhurried` command."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from bot.commands.common import Json, prepare, write
from bot.commands.guidance import guidance
from bot.commands.taper import taper
from bot.settings import Settings, SettingsError

app = typer.Typer(
    help="Unhurried: a conversational coach for people who depend on benzodiazepines.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console(soft_wrap=True, highlight=False)


def main() -> None:
    """Run the command; what a person can mend ends in one line and code 1."""
    from bot.coaching.bank import ContentError
    from bot.guidance.schema import GuidanceError
    from bot.records.staff import StaffError
    from bot.risk import LexiconError
    from bot.training import TrainingError

    mendable = (
        SettingsError, ContentError, GuidanceError, LexiconError, StaffError, TrainingError,
    )  # fmt: skip
    try:
        app()
    except mendable as error:
        _fail(str(error))
    except SQLAlchemyError as error:
        _fail(f"The database cannot be used ({_its_words(error)}): check UNHURRIED_DATABASE_URL.")
    except OSError as error:
        _fail(f"{error.strerror or error}: {error.filename or ''}".rstrip(": "))


def _its_words(error: SQLAlchemyError) -> str:
    """What the database said, in a line; what follows it may hold a person's words."""
    said = str(getattr(error, "orig", None) or "").strip()
    return ": ".join([type(error).__name__, *said.splitlines()[:1]])


def _fail(message: str) -> None:
    print(f"Unhurried: {message}", file=sys.stderr)
    raise SystemExit(1)


@app.command()
def serve(
    verbose: Annotated[bool, typer.Option(help="Show the logs in the terminal too.")] = False,
) -> None:
    """Run the web server, the coach and the action server until Ctrl-C."""
    from bot.processes import serve as serve_processes

    settings = Settings.from_env()
    prepare(settings)
    raise SystemExit(serve_processes(settings, verbose=verbose))


@app.command()
def train(
    force: Annotated[bool, typer.Option(help="Train even if nothing changed.")] = False,
) -> None:
    """Train the coach, if something it learns from has changed."""
    from bot.language.weights import WeightsError, check_weights
    from bot.training import train as train_coach

    try:
        check_weights()
    except WeightsError as error:
        _fail(str(error))
    print("Training the coach (an hour on two cores, only when something changed)", flush=True)
    trained = train_coach(force)
    print("The coach is trained." if trained.anew else "Nothing changed: the coach is trained.")


@app.command()
def prepare_database() -> None:
    """Bring the database up to date and load the guidance from content/."""
    out.print(prepare(Settings.from_env()))


@app.command()
def risk(
    as_json: Json = False,
    rules_only: Annotated[
        bool, typer.Option(help="Stage 1 alone: starts in a second, without TensorFlow.")
    ] = False,
) -> None:
    """Read messages on standard input, a line each, and say what risk is in them."""
    from bot.risk.two_stage import check_lines

    for verdict in check_lines(_detector(rules_only), sys.stdin):
        write(
            as_json,
            verdict,
            lambda v=verdict: f"{v['tier'] or '-':10} {v['category'] or '-':20} {v['text']}",  # type: ignore[misc]
        )


def _detector(rules_only: bool) -> Any:
    content = Settings.from_env().content / "risk"
    if rules_only:
        from bot.risk import RiskDetector

        return RiskDetector.from_content(content)
    from bot.components.risk_model import two_stage_detector

    return two_stage_detector(content)


user = typer.Typer(help="The accounts of staff.", no_args_is_help=True)
app.add_typer(user, name="user")


def _password(given: bool) -> str:
    """Asked for twice at a terminal; with `--password-stdin` one line of standard input."""
    if given:
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked


FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]


@user.command("add")
def user_add(
    name: str,
    role: Annotated[str, typer.Option(help="clinician, trainer or admin")] = "clinician",
    password_stdin: FromStdin = False,
) -> None:
    """Make an account. The password is asked for and never shown."""
    from bot.records.session import Records
    from bot.records.staff import add_staff

    settings = Settings.from_env()
    prepare(settings)
    with Records(settings.database_url).session() as session:
        made = add_staff(session, name, role, _password(password_stdin))
        print(f"{made.name} can sign in as {made.role} at {settings.public_url}/sign-in")


@user.command("password")
def user_password(name: str, password_stdin: FromStdin = False) -> None:
    """Set a password anew; the account is signed out everywhere."""
    from bot.records.session import Records
    from bot.records.staff import set_password

    settings = Settings.from_env()
    prepare(settings)
    with Records(settings.database_url).session() as session:
        set_password(session, name, _password(password_stdin))
    print(f"The password of {name} is changed.")


@user.command("close")
def user_close(name: str) -> None:
    """Close an account; what it did stays in the trails."""
    _set_active(name, False)
    print(f"{name} cannot sign in any more.")


@user.command("open")
def user_open(name: str) -> None:
    """Open a closed account again."""
    _set_active(name, True)
    print(f"{name} can sign in again.")


def _set_active(name: str, active: bool) -> None:
    from bot.records.session import Records
    from bot.records.staff import set_active

    settings = Settings.from_env()
    prepare(settings)
    with Records(settings.database_url).session() as session:
        set_active(session, name, active)


@user.command("list")
def user_list(as_json: Json = False) -> None:
    """Every account, with its role."""
    from sqlalchemy import select

    from bot.records.session import Records
    from bot.records.staff import Staff

    settings = Settings.from_env()
    prepare(settings)
    with Records(settings.database_url).session() as session:
        found = session.scalars(select(Staff).order_by(Staff.name)).all()
    if not found and not as_json:
        print("There is no account yet: unhurried user add NAME makes one.")
    for staff in found:
        seen = staff.signed_in_at.isoformat(timespec="minutes") if staff.signed_in_at else None
        data = {"name": staff.name, "role": staff.role, "active": staff.active, "signed_in": seen}
        state = "open" if staff.active else "closed"
        line = f"{staff.name:24} {staff.role:10} {state:7} last signed in: {seen or 'never'}"
        write(as_json, data, lambda shown=line: shown)  # type: ignore[misc]


app.command()(guidance)
app.command()(taper)


@app.command()
def chat(
    script: Annotated[
        Path | None, typer.Option(help="Play the lines of this file; without it, type.")
    ] = None,
    address: Annotated[
        str | None, typer.Option(help="The running system; default: this machine's.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Talk with the running system, or play a patient's lines against it."""
    from bot.chat import ChatError, Talk

    settings = Settings.from_env()
    lines = script.read_text(encoding="utf-8").splitlines() if script else map(str.strip, sys.stdin)
    try:
        with Talk(address or settings.local_url) as talk:
            for exchange in talk.play(lines):
                write(as_json, exchange.as_dict(), exchange.readable)
    except ChatError as error:
        _fail(str(error))


@app.command()
def purge() -> None:
    """Erase the conversations whose time is over."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.records.erase import Eraser
    from bot.records.session import Records
    from bot.records.spool import Spool

    settings = Settings.from_env()
    prepare(settings)
    eraser = Eraser(Records(settings.database_url), settings.tracker_url)
    erased = 0
    try:
        for conversation_id in eraser.purge(settings.days):
            Spool(settings.var / "spool").clear(conversation_id)
            erased += 1
    except SQLAlchemyError as error:
        _fail(
            f"Erased {erased} conversations older than {settings.days} days, and not all: "
            f"{type(error).__name__}. See that the database can be written to, and run it again."
        )
    print(f"Erased {erased} conversations older than {settings.days} days.")


@app.command()
def bench(as_json: Json = False) -> None:
    """Measure this system beside the bot that `rasa init` makes, in one run."""
    from benchmarks.beside_rasa import run
    from benchmarks.init_bot import BenchError

    try:
        for result in run(progress=lambda text: print(text, file=sys.stderr, flush=True)):
            write(as_json, result.as_dict(), result.readable)
    except BenchError as error:
        _fail(str(error))


if __name__ == "__main__":
    main()
