"""What the benchmark computes, and that it plays an ordinary patient; the figures are its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from benchmarks import beside_rasa, init_bot
from benchmarks.beside_rasa import CONVERSATIONS, SENTENCES, Result, conversation, summarise
from benchmarks.init_bot import BenchError
from bot.risk import RiskDetector
from bot.settings import ROOT

SPARE = 60_000_000
HOLD = f"import sys; held = b'x' * {SPARE}; print(1, flush=True); sys.stdin.read()"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLD!r}])"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print(1, flush=True); time.sleep(100)"
)


@contextmanager
def started(code: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process that has said that it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdin and process.stdout
    try:
        process.stdout.readline()
        yield process
    finally:
        init_bot.stop(process, patience=1)
        process.stdin.close()
        process.stdout.close()


def test_the_patient_says_enough_different_things() -> None:
    assert len(set(SENTENCES)) == len(SENTENCES) >= 40


def test_the_patient_is_never_at_risk() -> None:
    detector = RiskDetector.from_content(ROOT / "content" / "risk")
    flagged = set()
    for number in range(CONVERSATIONS):
        said = conversation(number)
        for place, text in enumerate(said):
            if detector.check(text, said[max(0, place - 3) : place]):
                flagged.add(text)
    assert flagged == set()


def test_every_conversation_begins_with_consent_and_then_differs() -> None:
    said = [conversation(number) for number in range(CONVERSATIONS)]
    assert {c[0] for c in said} == {"yes"}
    assert {len(c) for c in said} == {beside_rasa.TURNS}
    assert len({c[9] for c in said}) == CONVERSATIONS


@pytest.mark.parametrize(
    ("name", "turns", "ours", "peer", "ratio"),
    [
        ("turn_10", range(8, 13), 30.0, 20.0, 1.5),
        ("turn_150", range(148, 153), 40.0, 100.0, 0.4),
    ],
)
def test_a_figure_is_the_median_of_five_turns_of_every_conversation(
    name: str, turns: range, ours: float, peer: float, ratio: float
) -> None:
    def side(value: float) -> list[list[float]]:
        # One slow turn in each conversation must not move the figure, nor any turn outside.
        times = [[value if n in turns else 999.0 for n in range(1, 161)] for _ in range(3)]
        for conversation_times in times:
            conversation_times[turns[0] - 1] = 5000.0
        return times

    found = {result.name: result for result in summarise(side(ours), side(peer))}[name]
    assert (found.ours, found.peer, found.ratio) == (ours, peer, ratio)


def test_a_conversation_cut_short_is_counted_as_far_as_it_came() -> None:
    whole, short = [10.0] * 160, [30.0] * 12
    results = summarise([whole, short, short], [whole, short, short])
    assert [(r.name, r.ours) for r in results] == [("turn_10", 30.0), ("turn_150", 10.0)]


def test_no_conversation_that_came_far_enough_is_said_so() -> None:
    with pytest.raises(BenchError, match="No conversation came to turn_150"):
        summarise([[10.0] * 100], [[10.0] * 100])


def test_a_result_is_written_for_people_and_as_an_object() -> None:
    result = Result("memory", 1501.26, 1000.0)
    assert result.as_dict() == {"name": "memory", "ours": 1501.3, "peer": 1000.0, "ratio": 1.501}
    assert result.readable().split() == (
        "memory 1501.3 MB beside 1000.0 MB ratio 1.50".split()  # noqa: SIM905
    )


def test_memory_counts_children_once() -> None:
    with started(PARENT) as parent:
        child = psutil.Process(parent.pid).children()[0].pid
        alone = beside_rasa.memory([child])
        both = beside_rasa.memory([parent.pid, child])
    assert alone > SPARE / 1e6
    assert alone < both < 2 * alone


def test_a_process_that_ignores_the_signal_is_ended_all_the_same() -> None:
    with started(STUBBORN) as process:
        init_bot.stop(process, patience=0.5)
        assert process.returncode is not None


@pytest.mark.parametrize("ending", ["coach", "init bot"])
def test_a_missing_model_is_said_with_what_to_do(tmp_path: Path, ending: str) -> None:
    with pytest.raises(BenchError, match=r"has no model.*run"):
        if ending == "coach":
            next(beside_rasa.run(print, model=tmp_path / "coach.tar.gz"))
        else:
            with init_bot.running_peer(tmp_path, tmp_path):
                pass


def test_a_bot_that_is_made_is_not_made_again(tmp_path: Path) -> None:
    folder = tmp_path / f"rasa-init-{init_bot.version('rasa')}"
    (folder / "models").mkdir(parents=True)
    (folder / "models" / "made-before.tar.gz").touch()
    said: list[str] = []
    assert init_bot.made_bot(said.append, cache=tmp_path) == folder
    assert said == []
