"""Medicines: what resolves, what is only asked about, and what is no medicine."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.medicines import CLASS, MedicineFinder

NAMES = Path(__file__).parents[2] / "content" / "medicines" / "names.csv"
FINDER = MedicineFinder.from_content(NAMES)
ROWS = list(csv.DictReader(NAMES.open(newline="", encoding="utf-8")))
ANY_TEXT = st.text(st.characters(), max_size=80)


def named(row: dict[str, str]) -> str:
    return row["slang_or_misspelling"] or row["brand"] or row["generic"]


def generics(text: str) -> list[str | None]:
    return [m.generic for m in FINDER.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ive been on valium 5mg for ten years", ["diazepam"]),
        ("VALIUM", ["diazepam"]),
        ("xanax's side effects", ["alprazolam"]),
        ("xanax\u2019s side effects", ["alprazolam"]),
        ("2 valiums a night", ["diazepam"]),
        ("serapax 30", ["oxazepam"]),
        ("xanax,valium/ativan.temaze", ["alprazolam", "diazepam", "lorazepam", "temazepam"]),
        ("i tried ambien cr and stilnox cr", ["zolpidem", "zolpidem"]),
        ("kpins", ["clonazepam"]),
        ("k pins", ["clonazepam"]),
        ("librax for my gut", ["chlordiazepoxide"]),
        ("got some etizolam online", ["etizolam"]),
        ("valium... then nothing", ["diazepam"]),
        ("(lorazepam)", ["lorazepam"]),
        ("the tabletsxanaxed me", []),
        ("diazepamlike", []),
        ("my blues are 10mg blues", ["diazepam"]),
        ("blues 10mg", ["diazepam"]),
        ("xanax bars", ["alprazolam", "alprazolam"]),
        ("k 1mg at night", ["clonazepam"]),
        ("en 2mg", ["delorazepam"]),
    ],
)
def test_names_resolve_on_whole_words(text: str, expected: list[str]) -> None:
    found = [m.generic for m in FINDER.find(text) if m.kind != "suggestion"]
    assert found == expected


@pytest.mark.parametrize("row", [r for r in ROWS if r["kind"] in {"generic", "brand"}], ids=named)
def test_every_name_of_the_table_resolves(row: dict[str, str]) -> None:
    text = f"i am on {named(row)} at night"
    assert generics(text) == [row["generic"].split(" + ")[0]]


@pytest.mark.parametrize("row", [r for r in ROWS if "LOOKALIKE" in r["kind"]], ids=named)
def test_lookalikes_never_resolve(row: dict[str, str]) -> None:
    for text in (named(row), f"i take {named(row)} 10mg", named(row) + "s"):
        assert [m.kind for m in FINDER.find(text)] == ["lookalike"]
        assert generics(text) == [None]


@pytest.mark.parametrize(
    "text",
    [
        "the school bus was late",
        "she takes the yellow bus",
        "we had eggs for breakfast",
        "i put up the ladders",
        "i have the blues today",
        "my kids love candy and jelly",
        "halcyon days with my sister",
        "he pins his hopes on me",
        "the horizon looks far away",
        "the ambos took me in",
        "i am well versed in this",
        "the cat chases the moggies",
        "vitamin k",
        "i took the stairs to the bars",
        "jeff bezos",
        "lorries drive past all night",
    ],
)
def test_everyday_words_need_a_clue(text: str) -> None:
    assert FINDER.find(text) == []


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("took 2 bars last night", ("alprazolam",)),
        ("on valium and eggs", ("temazepam",)),
        ("popped some blues", ("diazepam",)),
        ("lormazepam", ("lorazepam", "lormetazepam")),
        ("clobazepam", ("clobazam", "clonazepam")),
        ("clonazapem", ("clonazepam", "clobazam")),
        ("temazepamm", ("temazepam",)),
        ("i take alprazolem", ("alprazolam",)),
        ("normisone", ("temazepam",)),
    ],
)
def test_near_misses_are_only_suggested(text: str, suggested: tuple[str, ...]) -> None:
    unsure = [m for m in FINDER.find(text) if m.suggestions]
    assert [(m.generic, m.suggestions) for m in unsure] == [(None, suggested)]


@pytest.mark.parametrize("text", ["benzos", "benzodiazepines", "benzodiazapine", "sleeping pills"])
def test_the_class_names_no_medicine(text: str) -> None:
    (mention,) = FINDER.find(text)
    assert (mention.generic, mention.suggestions) == (None, ())


def test_a_mention_gives_its_place() -> None:
    text = "Then he gave me Valiums, for nerves"
    (mention,) = FINDER.find(text)
    assert text[mention.start : mention.end] == mention.surface == "Valiums"


ORDINARY = """
I wake at three and cannot get back to sleep | My mother passed away in central Queensland
It takes the edge off when everything feels too much | We are restoring an old wooden boat
I used to sing in the choir every Sunday | My doctor retired and the new one is younger
The constant ringing in my ears frightens me | I want to walk on the beach with my grandchildren
He says I am not the woman he married | I forget the names of people I know
My balance is terrible on the stairs | Work has been horrible since the restructure
I feel ashamed when the chemist looks at me | My neighbour drives me to the supermarket
The ambulance came twice last winter | I would love to travel by train again
Everybody thinks I am perfectly fine | My shoulders are always tense and sore
I get palpitations in crowded places | Perhaps it has just become a habit
The specialist wanted a different prescription | I dread the nights more than the mornings
My daughter found me asleep at the table | Nothing else ever helped my panic
I worry about the future all the time | Sometimes I count the hours until bed
It started after the operation on my knee | Our marriage is under a lot of pressure
I cannot concentrate on a book any longer | Rhythm and music used to calm me
The whole family depends on me | I tried to cut down once and it was awful
Honestly I am frightened of what comes next | My father was the same with whisky
Some mornings I can barely lift my head | There is a fog between me and the world
I miss painting and working in the garden | The nurse explained nothing whatsoever
I retired from teaching seven years ago | Being judged is the hardest part for me
I hear my heart beating in the pillow | My husband snores and I lie awake
Crowds and supermarkets make me dizzy | I am looking for something gentler
The accident changed everything in my life | I fell in the bathroom in February
It feels as though my feelings are flat | Nobody at church knows about this
My manager wants me back in the office | I would rather not talk about the past
Thunder and fireworks bring it all back | I am saving money for a small caravan
A friend told me about your service | We play cards every second Thursday
I was restless and shaking the whole weekend | Please tell me what happens next
The medication made me gain weight | Reading the leaflet scared me
I have arthritis in both of my hands | My memory was excellent when I was younger
I lost my licence after the crash | Valentine's day is a hard day for me
I volunteer at the library on Fridays | The librarian is a valued friend
He was discharged from the hospital | Interesting question, let me think
I prefer herbal remedies and meditation | My counsellor moved to another clinic
We normally sit outside in the evening | The normal thing would be to sleep
I am terribly lonely at weekends | Temperatures are unbearable this summer
My temper is short these days | Diamonds are not what I dream of
The dialogue with my son has stopped | I am diabetic and take metformin
They gave me sertraline and propranolol | I take paracetamol and ibuprofen for pain
My cholesterol tablet is atorvastatin | Amitriptyline made my mouth dry
Fluoxetine did nothing for me | Prednisolone kept me awake
The thyroid medicine is levothyroxine | Tramadol and codeine for the back
I was given lamotrigine for seizures | Lithium helped my brother
Venlafaxine was hard to come off | Prazosin is for my nightmares
I take oxycodone sometimes | Doxepin made me drowsy
Diclofenac and omeprazole every day | They offered temozolomide to my aunt
Promethazine from the chemist | Diazoxide was for my sugar
My sister keeps bees in the hills | Horizontal light in the hallway hurts my eyes
The pharmacist is always kind to me | I normalise it when my friends ask
Tension headaches every afternoon | I would learn the accordion again
The orchestra needs a second violin | Romance is not on my mind
"""
SENTENCES = [s.strip() for s in ORDINARY.replace("\n", "|").split("|") if s.strip()]


def test_there_are_a_hundred_ordinary_sentences() -> None:
    assert len(set(SENTENCES)) >= 100


@pytest.mark.parametrize("text", SENTENCES)
def test_ordinary_words_are_no_medicine(text: str) -> None:
    assert [m for m in FINDER.find(text) if m.kind != "lookalike"] == []


@given(ANY_TEXT)
@settings(deadline=None)
def test_no_text_makes_it_fail(text: str) -> None:
    for mention in FINDER.find(text):
        assert text[mention.start : mention.end] == mention.surface
        assert mention.generic != CLASS


@pytest.mark.parametrize("text", ["valium every night and lorazpem " * 600, "?" * 20_000])
def test_long_texts_are_quick(text: str) -> None:
    def seconds() -> float:
        started = time.process_time()
        FINDER.find(text[:20_000])
        return time.process_time() - started

    assert min(seconds() for _ in range(5)) < 0.1


@pytest.mark.parametrize(
    "lines",
    [
        "name,kind\nvalium,brand\n",
        "generic,brand,country,slang_or_misspelling,kind,confidence\na,b\n",
    ],
)
def test_a_broken_table_is_named(tmp_path: Path, lines: str) -> None:
    path = tmp_path / "names.csv"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(ValueError, match=r"names\.csv"):
        MedicineFinder.from_content(path)
