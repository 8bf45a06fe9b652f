"""Noticing that a message is not in English, so that the coach can say what it understands."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from importlib import import_module

from py3langid.langid import MODEL_FILE, LanguageIdentifier
from spacy.lang.en.stop_words import STOP_WORDS

from bot.language.sentences import plain

FEWEST_WORDS = 3
SURE = 0.8
# Enough where this share of the words are plain words of that language.
LESS_SURE, LARGE_SHARE = 0.5, 0.4
VERY_SURE = 0.97
# Share of a message's words that must be plain words of the other language.
SHARE = 0.15
# The language of a message shows in its beginning.
_ENOUGH = 1_000

_CODES = """
    en af ca cs cy da de es et eu fi fr ga gl hr hu id is it lt lv mt ms nb nl pl pt ro sk sl
    sq sv sw tl tr vi zu ar fa ur he el ru uk bg sr mk hi bn ta te th zh ja ko
"""
LANGUAGES = _CODES.split()
# The language to name where a script serves several and the message is too short to tell.
_SCRIPTS = {
    "CYRILLIC": "ru", "ARABIC": "ar", "HEBREW": "he", "GREEK": "el", "HANGUL": "ko",
    "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh", "DEVANAGARI": "hi", "BENGALI": "bn",
    "TAMIL": "ta", "TELUGU": "te", "THAI": "th", "GEORGIAN": "ka", "ARMENIAN": "hy",
    "GURMUKHI": "pa", "GUJARATI": "gu", "KHMER": "km", "SINHALA": "si", "AMHARIC": "am",
    "ETHIOPIC": "am", "MALAYALAM": "ml", "KANNADA": "kn", "MYANMAR": "my", "LAO": "lo",
}  # fmt: skip
_SHARED_SCRIPTS = {
    "CYRILLIC": ("ru", "uk", "bg", "sr", "mk"),
    "ARABIC": ("ar", "fa", "ur"),
}

# English words of phone messages that are no stop words; each is rare in other languages.
_PHONE_ENGLISH_TEXT = """
    im ive id dont doesnt didnt cant cnt wont wouldnt couldnt isnt wasnt thats whats theres
    youre ur u n r bin wanna gonna gotta dunno idk lol omg ffs tbh tho thru coz cos cuz bc pls
    plz thx thanks yeah yep nah okay ok want need know think feel feels feeling help sleep
    sleeping slept take takes taking took like day days night nights year years yrs time doctor
    dr gp mum dad wife husband son daughter work pills tablets tablet meds scared worried
    anxiety panic nerves good bad sick tired bed home life people off get got going went come
    came start started stop stopped try trying tried wot wen wat abt bout jus cud wud shud hav
    iv evry nite nuthin sumthin
"""
_PHONE_ENGLISH = frozenset(_PHONE_ENGLISH_TEXT.split())
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier


@cache
def _plain_words(language: str) -> frozenset[str]:
    """The commonest words of a language; none where spaCy has no list of them."""
    try:
        return frozenset(import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS)
    except ModuleNotFoundError:
        return frozenset()


def foreign(text: str) -> str | None:
    """The ISO 639-1 code of a message that is clearly not in English; None where it may be.

    A few letters of another script are enough; in Latin letters it takes three words or more.
    """
    start = plain(text)[:_ENOUGH]
    script = _script(start)
    if script:
        return _language_of_script(script, start)
    words = [word.lower() for word in _WORD.findall(start)]
    if len(words) < FEWEST_WORDS:
        return None
    language, probability = _identifier().classify(" ".join(words))
    if language == "en" or probability < LESS_SURE:
        return None
    return language if _speaks_for(language, words, float(probability)) else None


def _speaks_for(language: str, words: list[str], probability: float) -> bool:
    theirs, english = _plain_words(language), STOP_WORDS | _PHONE_ENGLISH
    for_them = sum(word in theirs and word not in english for word in words)
    for_english = sum(word in english and word not in theirs for word in words)
    if theirs:
        share = SHARE if probability >= SURE else LARGE_SHARE
        return for_them > for_english and for_them >= share * len(words)
    return probability >= VERY_SURE and for_english == 0


def _script(text: str) -> str | None:
    """The script of most of the letters, where it is not Latin."""
    letters = [c for c in text if c.isalpha()]
    foreign_letters = [c for c in letters if ord(c) > 0x24F]
    if len(foreign_letters) < 2 or 2 * len(foreign_letters) <= len(letters):
        return None
    names = Counter(unicodedata.name(c, "?").partition(" ")[0] for c in foreign_letters)
    if names["HIRAGANA"] or names["KATAKANA"]:
        return "HIRAGANA"
    script = names.most_common(1)[0][0]
    return script if script in _SCRIPTS else None


def _language_of_script(script: str, text: str) -> str:
    if script in _SHARED_SCRIPTS:
        language, _ = _identifier().classify(text)
        if language in _SHARED_SCRIPTS[script]:
            return str(language)
    return _SCRIPTS[script]
