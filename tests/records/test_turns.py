"""The turns of a conversation: counted, found again when repeated, and read back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from bot.records.models import Turn, now
from bot.records.session import Records
from bot.records.turns import (
    add_turn,
    history,
    left_unanswered,
    recent_words,
    same_turn,
    unanswered_before,
)

ANSWER = {"messages": [{"text": "Go on.", "kind": "question"}]}


@pytest.fixture
def one(begin: Callable[[str], str]) -> str:
    """The conversation of most tests, beside another one."""
    begin("another")
    return begin("one")


def test_each_conversation_counts_its_own_turns(one: str, records: Records) -> None:
    with records.session() as session:
        numbers = [
            add_turn(session, name, said).number
            for name, said in (
                (one, None), (one, "a"), ("another", None), (one, "b"), ("another", "c"),
            )
        ]  # fmt: skip
    assert numbers == [0, 1, 0, 2, 1]


@pytest.mark.parametrize(
    ("said", "shown", "kept"),
    [
        ("/skip", "Skip this one", "Skip this one"),
        ("my nerves", None, "my nerves"),
        ("/affirm", "", ""),
        ("日本 😀 'quoted' \"twice\" \\", None, "日本 😀 'quoted' \"twice\" \\"),
    ],
)
def test_what_is_shown_is_the_button_or_the_words(
    said: str, shown: str | None, kept: str, one: str, records: Records
) -> None:
    with records.session() as session:
        add_turn(session, one, said, shown=shown)
    with records.session() as session:
        assert [turn["said"] for turn in history(session, one)] == [kept]
        assert recent_words(session, one, 5, 99) == [said]


def test_a_key_is_used_once_in_a_conversation(one: str, records: Records) -> None:
    with records.session() as session:
        add_turn(session, one, "a", key="k")
        add_turn(session, "another", "a", key="k")
    with pytest.raises(IntegrityError), records.session() as session:
        add_turn(session, one, "b", key="k")
    with records.session() as session:
        assert len(history(session, one)) == 1


@pytest.mark.parametrize(
    ("turns", "said", "key", "found"),
    [
        ([], "a", None, None),
        ([("a", "k1", ANSWER, True)], "a", "k1", 0),
        ([("a", "k1", ANSWER, True)], "other words", "k1", 0),
        ([("a", "k1", ANSWER, True)], "a", "k2", None),
        ([("a", "k1", None, True), ("b", "k2", None, True)], "a", "k1", 0),
        ([("a", None, None, True)], "a", None, 0),
        ([("a", None, ANSWER, True)], "a", None, None),
        ([("a", None, ANSWER, False)], "a", None, 0),
        ([("a", None, ANSWER, False)], "b", None, None),
        ([("a", None, None, True), ("b", None, None, True)], "a", None, None),
        ([(None, None, ANSWER, True)], "a", None, None),
    ],
)  # fmt: skip
def test_a_repeated_message_is_the_same_turn(
    turns: list[tuple[Any, ...]],
    said: str,
    key: str | None,
    found: int | None,
    one: str,
    records: Records,
) -> None:
    with records.session() as session:
        add_turn(session, "another", "a", key="k1")
        for words, own, reply, delivered in turns:
            add_turn(session, one, words, key=own, reply=reply).delivered = delivered
    with records.session() as session:
        turn = same_turn(session, one, said, key)
        assert (turn.number if turn else None) == found
        assert turn is None or turn.conversation_id == one


@pytest.mark.parametrize(
    ("answered", "number", "waiting"),
    [
        ("", 0, []),
        ("y", 1, []),
        ("yn", 2, ["1"]),
        ("ynn", 3, ["1", "2"]),
        ("ynyn", 4, ["3"]),
        ("nyn", 2, []),
        ("nnn", 1, ["0"]),
        ("y" + "n" * 14, 15, [str(n) for n in range(5, 15)]),
    ],
)
def test_the_unanswered_turns_before_one(
    answered: str, number: int, waiting: list[str], one: str, records: Records
) -> None:
    with records.session() as session:
        add_turn(session, "another", "not mine")
        for place, letter in enumerate(answered):
            add_turn(session, one, str(place), reply=ANSWER if letter == "y" else None)
    with records.session() as session:
        assert [turn.said for turn in unanswered_before(session, one, number)] == waiting


def test_the_last_words_come_oldest_first_and_without_the_opening(
    one: str, records: Records
) -> None:
    with records.session() as session:
        for words in (None, "a", "b", "c", "d"):
            add_turn(session, one, words, reply=ANSWER)
        add_turn(session, "another", "not mine")
    with records.session() as session:
        assert recent_words(session, one, 3, 99) == ["b", "c", "d"]
        assert recent_words(session, one, 9, 99) == ["a", "b", "c", "d"]


def test_history_reads_back_every_turn_in_its_order(one: str, records: Records) -> None:
    with records.session() as session:
        add_turn(session, one, None, reply=ANSWER)
        add_turn(session, one, "/skip", shown="Skip")
        add_turn(session, one, "words", reply={"messages": []})
    with records.session() as session:
        assert history(session, one) == [
            {"said": None, "messages": ANSWER["messages"]},
            {"said": "Skip", "messages": []},
            {"said": "words", "messages": []},
        ]
        assert history(session, "nobody") == []


def test_a_reply_changed_by_nobody_stays_as_it_was(one: str, records: Records) -> None:
    with records.session() as session:
        turn = add_turn(session, one, "a", reply=ANSWER)
        assert turn.reply == ANSWER and turn.reply is not ANSWER
    with records.session() as session:
        assert session.query(Turn).one().reply == ANSWER


def test_a_turn_without_an_answer_is_found_again(
    records: Records, begin: Callable[[str], str]
) -> None:
    one, two = begin("one"), begin("two")
    with records.session() as session:
        add_turn(session, one, None, reply={"messages": []})
        add_turn(session, one, "nobody answered")
        add_turn(session, two, "hello", reply={"messages": []})
    with records.session() as session:
        whole_day = timedelta(days=1)
        assert left_unanswered(session, now() - whole_day, now() + whole_day) == [one]
        assert left_unanswered(session, now() - whole_day, now() - whole_day / 2) == []
