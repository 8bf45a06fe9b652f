# ruff: noqa: RUF001
"""English as it is typed on a phone stays English; other languages are noticed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.tongues import foreign

ENGLISH = """
xanax 2mg nocte | lol ok | valium | im on valium 5mg | cant sleep | no | si | ok | idk tbh
iv bin on vallium 4 yrs an i cnt slep | my dr gav me temazepam 10mg nocte prn
Sarah Nguyen | Maria Garcia Lopez | Jean-Pierre Dubois | Giovanni and Francesca
wen i try 2 stop i get shakes | nerves maybe | my nerves r shot | dunno mate | nah not rly
diazepam oxazepam nitrazepam | lorazepam 1mg bd, mirtazapine 15mg nocte | 5mg mane 10mg nocte
me mum was on em too | wot do u mean | pls help me sleep | ffs this is usless | omg so tired
haha no way | panic attacks n that | since my husband died | ten years | about a 6 or 7
i just want 2 b normal again | my son says i repeat myself | the dog keeps me going
scared of falling over | dont wanna talk abt it | ur a robot arent u | no idea | not sure
gday from adelaide | cheers big ears | whos reading this | i live in Alice Springs
5mg 5mg 5mg | klonopin klonopin klonopin | Serepax Mogadon Normison | brain fog bad
they say its addictive but | i miss singing in the choir | garden and grandkids
hate it hate it hate it | doctor doesnt listen | sleep panic work | anxiety depression ptsd
i drive trucks for a living | tried cold turkey once never again | one at nite one in morn
my daughter lives in Paris and my son in Madrid | he calls me his little mama
its for me legs | restless legs syndrome | fibro and lupus | mum dad brother sister
c'est la vie | mamma mia here we go | tai chi helps a bit | bon appetit
stress | grief | 😭😭😭 | 20 μg | hmm... | yes yes yes | no no no | na na na na
is it ok if i dont answer | going off the rails | more or less | so so | meh
tablets tablets tablets | walking swimming cooking | insomnia nightmares sweats
"""
FOREIGN = """
es: no puedo dormir desde hace diez años | es: tomo diazepam todas las noches para dormir
es: mi medico me dio estas pastillas | es: hola, necesito ayuda por favor
fr: je prends du lexomil depuis dix ans | fr: je ne peux pas dormir sans mes cachets
fr: j'ai peur d'arrêter le médicament | fr: est-ce que vous parlez français
de: ich kann ohne die tabletten nicht schlafen | de: mein arzt hat mir tavor verschrieben
de: ich habe angst davor aufzuhören | it: non riesco a dormire senza le pastiglie
it: prendo il tavor da dieci anni | it: ho paura di smettere con le gocce
pt: não consigo dormir sem o remédio | pt: eu tomo rivotril há muitos anos
nl: ik kan niet slapen zonder mijn pillen | nl: mijn dokter heeft mij oxazepam gegeven
pl: nie mogę spać bez tabletek | pl: czy pan mówi po polsku
sv: jag kan inte sova utan mina tabletter | da: jeg kan ikke sove uden mine piller
fi: en pysty nukkumaan ilman lääkkeitä | tr: ilaçlarım olmadan uyuyamıyorum ve çok korkuyorum
vi: tôi không thể ngủ được nếu không có thuốc | id: saya tidak bisa tidur tanpa obat ini
ro: nu pot să dorm fără pastilele mele | hu: nem tudok aludni a gyógyszer nélkül
cs: nemohu spát bez svých prášků a mám strach | hr: ne mogu spavati bez tableta i bojim se
ru: я не могу спать | ru: помогите | uk: я не можу спати без таблеток і мені страшно
ar: لا أستطيع النوم | fa: من نمی‌توانم بدون قرص بخوابم | he: אני לא ישן
el: δεν μπορώ να κοιμηθώ | zh: 我睡不着 | zh: 你好 | ja: 眠れません | ja: 薬がないと眠れない
ko: 잠을 못 자요 | hi: मुझे नींद नहीं आती | th: ฉันนอนไม่หลับ | ta: எனக்கு தூக்கம் வரவில்லை
bn: আমি ঘুমাতে পারি না
"""


def entries(block: str) -> list[str]:
    return [s.strip() for s in block.replace("\n", "|").split("|") if s.strip()]


def test_there_are_enough_sentences() -> None:
    assert len(set(entries(ENGLISH))) >= 60
    assert len(set(entries(FOREIGN))) >= 40
    assert len({e.partition(":")[0] for e in entries(FOREIGN)}) >= 15


@pytest.mark.parametrize("text", entries(ENGLISH))
def test_english_stays_english(text: str) -> None:
    assert foreign(text) is None


@pytest.mark.parametrize("entry", entries(FOREIGN))
def test_other_languages_are_named(entry: str) -> None:
    language, _, text = entry.partition(": ")
    near = {"da": {"da", "nb"}, "id": {"id", "ms"}, "hr": {"hr", "sl", "sr"}, "cs": {"cs", "sk"}}
    assert foreign(text) in near.get(language, {language})


@given(st.text(st.characters(), max_size=120))
@settings(deadline=None)
def test_no_text_makes_it_fail(text: str) -> None:
    language = foreign(text)
    assert language is None or (len(language) == 2 and language != "en")


def test_it_is_quick() -> None:
    def seconds(text: str, calls: int) -> float:
        started = time.process_time()
        for _ in range(calls):
            foreign(text)
        return (time.process_time() - started) / calls

    foreign("warm up the model first")
    assert min(seconds("no puedo dormir desde hace diez años", 50) for _ in range(3)) < 0.003
    assert min(seconds("no puedo dormir " * 1_250, 1) for _ in range(5)) < 0.05
