"""Sentences as people type them on a phone: cleaning, splitting, quoting, and telling little."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

import spacy
from spacy.lang.en.stop_words import STOP_WORDS
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex

# Longer text is read up to here, so that one message cannot hold up a server.
READ_AT_MOST = 20_000
KEEP_FIRST, KEEP_LAST = 8, 4
# More than twelve sentences need; only the beginning and the end of a longer text are split.
SPLIT_FIRST, SPLIT_LAST = 6_000, 3_000
LONG_ANSWER = 6
# From so many words on, even the commonest ones tell something ("i need it more and more").
SENTENCE = 5

_ENDS = [".", "..", "...", "....", "!", "?", "…", "\u3002", "\uff01", "\uff1f"]
_EXTRA_INFIXES = [r"(?<=[A-Za-z]{2})[.]+(?=[A-Za-z]{2})", r"(?<=\w)[,;!?…]+(?=[^\W\d])", r"\.{2,}"]
# Where a sentence ends, for texts too long to be tokenised.
_ENDING = re.compile(r"(?<=[.!?…])\s+|(?<=[\u3002\uff01\uff1f])")
_STRAIGHT = str.maketrans(dict.fromkeys("\u2019\u2018\u02bc`\u00b4", "'"))
_SURROGATES = re.compile("[\ud800-\udfff]")

_SYMBOL = re.compile(r"[^\w\s]|_")
_MANY_SYMBOLS = re.compile(r"[^\w\s]{5,}")
_LONG_RUN = re.compile(r"\S{60,}")
_BLANK_LETTERS = re.compile("[\u115f\u1160\u3164\uffa0\u2800]")
_FRACTION_AFTER_DIGIT = re.compile(r"(?<=\d)(?=[\u00bc-\u00be\u2150-\u215e])")
_REPEATED = re.compile(r"([^\d])\1{3,}")
_MANY_MARKS = re.compile("([\u0300-\u036f]{3})[\u0300-\u036f]+")

_EMOTICON = re.compile(r"(?<!\w)(?:[:;=]['^-]?[()\[\]DPpOo/|\\*]+|<3+|[xX]D+)(?!\w)")
_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)?")
_LETTERS = re.compile(r"[^\W\d_]+")

_FILLERS_TEXT = """
    idk dunno dno unsure sure know knows think thinking guess suppose maybe mayb perhaps
    probably prob really honestly honest tbh stuff thing things whatever ok okay okey k yes
    yeah yep yup ya no nah nope hm hmm hmmm mm mmm um umm uh er erm lol haha hah cant cannot
    dont didnt wont isnt im ive id its thats theres youre ur u n r just like kind kinda sort
    sorta bit lot lots not nothing anything something much many good bad fine alright need want
    say said tell answer question hard well oh ah so idc pass dunnoo unsur
"""
_FILLERS = frozenset(_FILLERS_TEXT.split())
_OPENERS = frozenset({"well", "um", "oh", "so", "honestly", "hmm"})
_HEDGE = re.compile(
    r"\b(?:not (?:really |so |too |very )?sure|unsure|dunno|idk|d(?:o|')?n'?t (?:really )?know|"
    r"no (?:idea|clue)|maybe|mayb|perhaps|i guess|i suppose|possibly|who knows)\b"
)

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_RUNS = frozenset(
    line[i : i + 4] for row in _ROWS for line in (row, row[::-1]) for i in range(len(line) - 3)
) - {"poiu", "trew"}
# "property", "were" and "power" hold short runs of keys; four in a row are rare in English.
_RUN_WORDS = frozenset({"property", "properties", "liberty", "puberty"})
_SOUNDS = re.compile(r"(?:hm+|mh?m+|m+|z+|sh+|br+|gr+|ar*gh+|u+gh+|pf+t*|ps+t+|tsk|ha+|ah+|oh+)+$")
_SPELT_AS_ONE = re.compile(r"ngth|ght|tch|sch|ng|th|wh|sh|ch|ck|ph|(?<=[aeo])w")
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}")
_WORDS = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=1)
def english() -> Language:
    """A blank English pipeline that also parts words which a phone glued ("sleep.then")."""
    nlp = spacy.blank("en")
    # spaCy declares the tokenizer as any callable, and the infixes as maybe absent.
    tokenizer: Any = nlp.tokenizer
    infixes = [*(nlp.Defaults.infixes or ()), *_EXTRA_INFIXES]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    # Otherwise "sleep.it" counts as a web address.
    tokenizer.url_match = None
    nlp.add_pipe("sentencizer", config={"punct_chars": _ENDS})
    return nlp


def plain(text: str) -> str:
    """The text with straight apostrophes and no stray surrogates; every offset stays the same."""
    return _SURROGATES.sub("?", text[:READ_AT_MOST]).translate(_STRAIGHT)


def words_alone(text: str) -> str:
    """The words in lower case, with one space between them: "I don't, no." is "i dont no"."""
    return " ".join(_WORDS.findall(plain(text).lower().replace("'", "")))


def tokens(text: str) -> Doc:
    """The tokens of a text; their offsets are those of the text as it was given."""
    return english().make_doc(_without_long_runs(plain(text)))


def _without_long_runs(text: str) -> str:
    """The text with blanks inside endless punctuation, which spaCy reads in quadratic time."""
    text = _MANY_SYMBOLS.sub(lambda run: run.group()[:4].ljust(len(run.group())), text)
    return _LONG_RUN.sub(lambda run: _SYMBOL.sub(" ", run.group()), text)


def clean(text: str) -> str:
    """One way to write the same words: NFKC, no control, invisible or direction characters.

    A character that stands more than three times in a row is kept three times, except digits,
    because they may be a dose. Words are never lost.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _FRACTION_AFTER_DIGIT.sub(" ", text)
    text = "".join(map(_visible, unicodedata.normalize("NFKC", "".join(map(_visible, text)))))
    return _MANY_MARKS.sub(r"\1", _REPEATED.sub(r"\1\1\1", text)).strip()


def _visible(char: str) -> str:
    if char == "\n" or (" " <= char <= "~"):
        return char
    category = unicodedata.category(char)
    if category in {"Zl", "Zp"}:
        return "\n"
    if category in {"Zs", "Cc"} or _BLANK_LETTERS.match(char):
        return " "
    return "" if category in {"Cf", "Cs", "Co", "Cn"} else char


def split(text: str) -> list[str]:
    """The sentences of a text, at most twelve: of a longer text the first eight and last four.

    A new line ends a sentence; so do dots in a row. "And" does not. An empty text has none.
    """
    if len(text) > SPLIT_FIRST + SPLIT_LAST:
        text = text[:SPLIT_FIRST] + "\n" + text[-SPLIT_LAST:]
    found = [s for line in plain(text).splitlines() for s in _sentences(line)]
    worded = [s for s in found if any(c.isalnum() for c in s)] or found[:1]
    if len(worded) > KEEP_FIRST + KEEP_LAST:
        worded = worded[:KEEP_FIRST] + worded[-KEEP_LAST:]
    return worded


def pieces(text: str, longest: int) -> list[str]:
    """All of a text, up to `READ_AT_MOST` characters, in pieces of a sentence or of `longest`.

    A longer sentence is cut between words. Unlike `split`, no sentence in the middle is left out.
    """
    if len(text) > READ_AT_MOST:
        text = text[: READ_AT_MOST // 2] + "\n" + text[-READ_AT_MOST // 2 :]
    cut = [part for line in plain(text).splitlines() for part in _ENDING.split(line)]
    found = [bit for part in cut for bit in _lines(part, longest)]
    return [bit for bit in found if any(c.isalnum() for c in bit)]


def _lines(part: str, longest: int) -> list[str]:
    # textwrap takes 5 ms for a text without an end, which is a tenth of what a message may take.
    found = []
    while len(part := part.strip()) > longest:
        blank = part.rfind(" ", 0, longest + 1)
        end = blank if blank > 0 else longest
        found.append(part[:end].rstrip())
        part = part[end:]
    return [*found, part]


def passages(text: str, longest: int) -> list[str]:
    """All of a text, as `pieces` has it, neighbours together as long as `longest` allows.

    What one sentence leaves open its neighbour often tells.
    """
    found: list[str] = []
    for piece in pieces(text, longest):
        if found and len(found[-1]) + 1 + len(piece) <= longest:
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return found


def _sentences(line: str) -> list[str]:
    if not line.strip():
        return []
    doc = english()(tokens(line))
    stripped = (line[sent.start_char : sent.end_char].strip() for sent in doc.sents)
    return [sentence for sentence in stripped if sentence]


def quote(text: str, limit: int = 140) -> str:
    """A person's own words for display between double quotation marks, which it does not add.

    White space is collapsed, double quotation marks become single ones, a full stop at the end is
    left to the sentence around it, and a text of more than `limit` characters is cut after a word
    and ends with an ellipsis.
    """
    words = re.sub(r"[\"“”„«»]", "'", " ".join(clean(text).split()))
    if len(words) <= limit:
        return words if words.endswith("..") else words.removesuffix(".")
    kept = words[: max(limit - 1, 0)]
    if words[len(kept) : len(kept) + 1].strip() and " " in kept:
        kept = kept[: kept.rindex(" ")]
    return (kept.rstrip(" ,.;:!?-'") + "…")[:limit]


def is_hedged(text: str) -> bool:
    """Whether a text begins or ends by taking itself back: "not sure", "nerves maybe".

    "that i dont know who i am without it" does not: the doubt is what it tells.
    """
    lowered = plain(text).lower()
    hedge = _HEDGE.search(lowered)
    if not hedge:
        return False
    before = [word for word in _WORD.findall(lowered[: hedge.start()]) if word not in _OPENERS]
    return len(before) <= 1 or len(_WORD.findall(lowered[hedge.end() :])) <= 1


def is_thin(text: str) -> bool:
    """Whether an answer tells little, so that one gentle question more may help.

    Fewer than two words with content, or fewer than three beside a hedge ("nerves maybe"). A
    longer answer always tells something.
    """
    lowered = plain(text).lower()
    content = 0
    for count, match in enumerate(_WORD.finditer(lowered)):
        if count >= LONG_ANSWER and content:
            return False
        word = match.group()
        if word.replace("'", "") not in _FILLERS and word not in STOP_WORDS and word.isalpha():
            content += 1
            if content >= 3:
                return False
    return content < 2 or bool(_HEDGE.search(lowered))


def has_content(text: str) -> bool:
    """Whether a text says anything at all: "walks" does, "dunno" and "." do not."""
    if len(_WORD.findall(plain(text))) >= SENTENCE and not is_hedged(text):
        return True
    return any(
        word.replace("'", "") not in _FILLERS and word not in STOP_WORDS and word.isalpha()
        for word in _WORD.findall(_HEDGE.sub(" ", plain(text).lower()))
    )


def is_emoji_only(text: str) -> bool:
    """Whether a text holds emoji or emoticons and no words or numbers."""
    text = plain(text)
    without = _EMOTICON.sub(" ", text)
    if any(c.isalnum() for c in without):
        return False
    return without != text or any(unicodedata.category(c) == "So" for c in without)


def looks_like_gibberish(text: str) -> bool:
    """Whether a text was typed without words in mind ("asdfkj lkjsdf", "jjjjjj").

    Short words, sounds ("hmmm"), numbers, and letters other than Latin never count.
    """
    text = plain(text).lower()
    words = _LETTERS.findall(text)
    letters = sum(map(len, words))
    if not letters:
        symbols = {c for c in text if not c.isspace()} - set(".?!-…")
        return len(symbols) >= 4 and not any(c.isdigit() for c in text) and not is_emoji_only(text)
    return sum(len(word) for word in words if _typed_at_random(word)) >= 0.6 * letters


def _typed_at_random(word: str) -> bool:
    if len(word) < 4 or not word.isascii() or _SOUNDS.match(word):
        return False
    if len(set(word)) == 1 or (len(word) >= 7 and len(set(word)) == 2):
        return True
    if not set(word) & set("aeiouy"):
        return len(word) >= 5
    if word not in _RUN_WORDS and any(word[i : i + 4] in _RUNS for i in range(len(word) - 3)):
        return True
    return bool(_CONSONANTS.search(_SPELT_AS_ONE.sub("t", word)))
