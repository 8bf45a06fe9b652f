"""This system and the bot that `rasa init` makes, measured side by side in one run.

Both are fresh, keep their conversations in SQLite and run on this machine. First each is started
alone: `ready` is the seconds from its start until it answers, `memory` the megabytes of all its
processes after one whole conversation. Then both run, and the same patient says the same
sentence to the one and to the other, turn by turn: through the web server to this system, through
its REST channel to the bot. `turn_10` and `turn_150` are medians, in milliseconds, over five turns
around the tenth and the hundred-and-fiftieth of every conversation.

`ratio` is ours by the peer's; below 1 this system is the lighter or the quicker one.
"""

from __future__ import annotations

import os
import signal
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import httpx
import psutil

from benchmarks.init_bot import BenchError, Peer, made_bot, running_peer
from bot.chat import ChatError, Talk
from bot.ports import StartError
from bot.processes import Running, running
from bot.settings import Settings
from bot.training import MODEL

CONVERSATIONS = 3
TURNS = 160
AROUND = {"turn_10": range(8, 13), "turn_150": range(148, 153)}
UNITS = {"turn_10": "ms", "turn_150": "ms", "ready": "s", "memory": "MB"}
# From the first start to the last turn, which is the last one before this time is over.
SECONDS = 480
REPLY_TIMEOUT = 30
SENTENCES = tuple(Path(__file__).with_name("patient.txt").read_text(encoding="utf-8").splitlines())
CONSENT = "yes"

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Result:
    """One thing measured, ours beside the peer's, in the unit of `UNITS`."""

    name: str
    ours: float
    peer: float

    @property
    def ratio(self) -> float:
        """Ours by the peer's."""
        return self.ours / self.peer

    def as_dict(self) -> dict[str, str | float]:
        """What `--json` prints."""
        return {
            "name": self.name,
            "ours": round(self.ours, 1),
            "peer": round(self.peer, 1),
            "ratio": round(self.ratio, 3),
        }

    def readable(self) -> str:
        """A line for people."""
        unit = UNITS[self.name]
        return (
            f"{self.name:10} {self.ours:8.1f} {unit:2} beside {self.peer:8.1f} {unit:2}"
            f"   ratio {self.ratio:.2f}"
        )


def run(progress: Progress, model: Path = MODEL) -> Iterator[Result]:
    """Measure, say on the way what is being done, and give the results one by one.

    Takes four to five minutes on two cores and the time to train the bot when it is first made.
    Raises `BenchError` when a model is missing or one of the two does not answer. Everything that
    it started has stopped when it ends.
    """
    if not model.exists():
        raise BenchError("The coach has no model yet: run make train, then make bench.")
    with _ended_by_sigterm():
        bot = made_bot(progress)
        end = time.monotonic() + SECONDS
        try:
            yield from _alone(bot, progress, end)
            yield from _in_turn(bot, progress, end)
        except (StartError, ChatError, httpx.HTTPError) as error:
            raise BenchError(f"The measurement broke off: {error}") from error


def conversation(number: int, turns: int = TURNS) -> list[str]:
    """What a patient says in conversation `number`: consent, then the sentences in turn.

    Each conversation begins elsewhere in the list, so that the turns compared differ.
    """
    first = number * len(SENTENCES) // CONVERSATIONS
    said = (SENTENCES[(first + turn) % len(SENTENCES)] for turn in range(turns - 1))
    return [CONSENT, *said]


def memory(pids: Sequence[int]) -> float:
    """Megabytes of these processes and all their descendants, each counted once.

    Proportional set size where the system has it (a page that n processes share counts 1/n in
    each), else resident set size, which counts shared pages several times.
    """
    family: dict[int, psutil.Process] = {}
    for pid in pids:
        process = psutil.Process(pid)
        family |= {p.pid: p for p in (process, *process.children(recursive=True))}
    counted = [p.memory_full_info() for p in family.values()]
    return sum(getattr(info, "pss", info.rss) for info in counted) / 1e6


def summarise(ours: Sequence[Sequence[float]], peer: Sequence[Sequence[float]]) -> list[Result]:
    """The medians around turns 10 and 150, from milliseconds by conversation and turn."""
    results = []
    for name, turns in AROUND.items():
        medians = [
            median([times[n - 1] for times in side for n in turns if n <= len(times)] or [0.0])
            for side in (ours, peer)
        ]
        if not all(medians):
            raise BenchError(f"No conversation came to {name}: try again on a quiet machine.")
        results.append(Result(name, *medians))
    return results


def _alone(bot: Path, progress: Progress, end: float) -> Iterator[Result]:
    """Start each of the two by itself, for the time until it is ready and for its memory."""
    said = conversation(0)
    with tempfile.TemporaryDirectory() as folder:
        progress("Starting this system alone")
        started = time.monotonic()
        with running(_settings(Path(folder))) as system:
            our_ready = time.monotonic() - started
            with _talk(system) as talk:
                _unmeasured(said, lambda text: _to_us(talk, text), end)
            our_memory = memory(list(system.pids.values()))
    with tempfile.TemporaryDirectory() as folder:
        progress("Starting the bot of `rasa init` alone")
        with running_peer(bot, Path(folder)) as peer, _client(peer) as client:
            _unmeasured(said, lambda text: _to_peer(client, "alone", text), end)
            peer_memory = memory([peer.pid])
            peer_ready = peer.ready
    yield Result("ready", our_ready, peer_ready)
    yield Result("memory", our_memory, peer_memory)


def _in_turn(bot: Path, progress: Progress, end: float) -> list[Result]:
    """Play the same conversations to both, turn by turn."""
    ours: list[list[float]] = []
    theirs: list[list[float]] = []
    with tempfile.TemporaryDirectory() as folder:
        progress("Starting both")
        with (
            running(_settings(Path(folder) / "var")) as system,
            running_peer(bot, Path(folder)) as peer,
            _client(peer) as client,
        ):
            for number in range(CONVERSATIONS):
                progress(f"Conversation {number + 1} of {CONVERSATIONS}, {TURNS} turns")
                ours.append([])
                theirs.append([])
                with _talk(system) as talk:
                    _play(conversation(number), talk, client, ours[-1], theirs[-1], end)
    return summarise(ours, theirs)


def _unmeasured(said: Sequence[str], say: Callable[[str], float], end: float) -> None:
    for text in said:
        if time.monotonic() > end:
            raise BenchError("The machine is too busy to measure on: stop what else runs on it.")
        say(text)


def _play(
    said: Sequence[str],
    talk: Talk,
    client: httpx.Client,
    ours: list[float],
    theirs: list[float],
    end: float,
) -> None:
    sender = str(uuid.uuid4())
    for turn, text in enumerate(said):
        if time.monotonic() > end:
            return
        # Whoever comes second finds warmer caches, so they take turns at that too.
        if turn % 2:
            ours.append(_to_us(talk, text))
        theirs.append(_to_peer(client, sender, text))
        if not turn % 2:
            ours.append(_to_us(talk, text))


def _to_us(talk: Talk, text: str) -> float:
    started = time.perf_counter()
    exchange = talk.say(text)
    elapsed = time.perf_counter() - started
    if not exchange.messages or exchange.risk:
        raise BenchError(f"This system gave no ordinary answer to {text!r}: run make test.")
    return elapsed * 1000


def _to_peer(client: httpx.Client, sender: str, text: str) -> float:
    started = time.perf_counter()
    response = client.post("/webhooks/rest/webhook", json={"sender": sender, "message": text})
    response.raise_for_status()
    return (time.perf_counter() - started) * 1000


def _talk(system: Running) -> Talk:
    return Talk(system.url, country="AU", timeout=REPLY_TIMEOUT)


def _client(peer: Peer) -> httpx.Client:
    return httpx.Client(base_url=peer.url, timeout=REPLY_TIMEOUT, trust_env=False)


def _settings(var: Path) -> Settings:
    """This system as it is shipped, in a folder of its own, without a limit on turns."""
    mine = {k: v for k, v in os.environ.items() if not k.startswith("UNHURRIED_")}
    own = {
        "UNHURRIED_VAR": str(var),
        "UNHURRIED_MESSAGES_PER_MINUTE": "100000",
        "UNHURRIED_REPLY_TIMEOUT": str(REPLY_TIMEOUT),
    }
    return Settings.from_env({**mine, **own})


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end this process as Ctrl-C does, so that what it started is stopped."""

    def end(*_: object) -> None:
        raise SystemExit(143)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
