"""The language of a text: by its script, for Latin and Cyrillic by its commonest words, then by the page's own word."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_SCRIPTS = {
    "THAI": "th",
    "LAO": "lo",
    "KHMER": "km",
    "MYANMAR": "my",
    "HEBREW": "he",
    "GREEK": "el",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "TIBETAN": "bo",
    "TAMIL": "ta",
    "TELUGU": "te",
    "BENGALI": "bn",
    "DEVANAGARI": "hi",
    "MONGOLIAN": "mn",
    "ARABIC": "ar",
    "CYRILLIC": "ru",
    "LATIN": "",
}
_WORDS = {
    "en": "the of and to in is that for it was with as his on be at by he had are but from have this which you not",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er",
    "fr": "de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il sont cette avec ont",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha este",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua foi são",
    "it": "di e il la che in un a per è una con del non della sono da si le i dei al nel più anche alla ha gli delle",
    "nl": "de het een en van in is dat op te zijn met voor niet aan er om ook als dan maar bij nog uit door wordt hij",
    "sv": "och att det i en som på är av för den till inte med har de ett om han var men sig från vi så kan nu ut",
    "da": "og i at det er en til på som af for den med de ikke der har om et han var men sig fra vi så blev ud efter",
    "no": "og i det på som er en til å av for at med de har ikke den om et han var men seg fra vi så ble ut etter",
    "is": "og að í á sem er við til um var hann ekki með fyrir en það af því eru hefur þess eftir þá segir hafa",
    "fi": "ja on ei että se oli hän ovat mutta myös kun tai niin joka kuin sen ole mukaan vuoden jo voi nyt hänen",
    "pl": "w i na z do się nie że to jest o jak ale po za od przez dla są tym co jego także oraz przy może już",
    "cs": "a v se na je že s z do o to i k ve pro za by ale si jako po jsou od jeho nebo které který bude při",
    "tr": "ve bir bu için da de ile olarak daha çok olan gibi en ne ama kadar sonra var yok olduğu ise değil",
    "vi": "của và là có trong được cho không với các những người một này khi đã đến từ để năm ra về nhiều như",
    "id": "yang dan di ke dari untuk dengan pada ini itu dalam tidak akan adalah juga oleh telah atau sebagai tersebut",
    "lv": "un ir ka no ar par uz bet arī kas pēc vai tā to bija gan kā līdz nav tiek savu viņš lai pie",
    "lt": "ir kad į su iš yra tai bet o kaip už buvo apie nuo dėl ne po prie jis tik dar iki metų",
    "ro": "și de la în a că nu pe cu o din care este mai pentru un au fost sunt dar ca prin după fi am",
    "hu": "a az és hogy nem is egy van volt meg ez de csak már ha mint még el kell azt lehet fel után",
    "ru": "и в не на что с по как это из к за у от но для был его то все так же о или при он которые было мы",
    "uk": "в і на що не з у до як та за це про для від є але або після його було був років під щоб також",
    "bg": "на и в се за да от с не е че по са като до при но ще това след има или му която",
    "fa": "و در به از که این را با است برای آن یک خود تا کرد بر هم نیز می شد وی شده گفت",
    "ur": "کے کی میں ہے اور سے کا کو نے پر کہ ہیں اس یہ کر بھی نہیں تھا لیے گیا",
    "af": "die van en in is dat het nie om te vir met op 'n was hy sy ook aan as wat hulle daar kan",
    "lb": "de an d'der déi vun ass mat net fir op och dat sinn eng hunn zu een huet wéi",
    "zu": "ukuthi futhi kanye kodwa uma ngoba lapho yena noma ngesikhathi ukuze kwakhe abantu unyaka khona wakhe",
    "sw": "na ya wa kwa ni katika za la kuwa hiyo huo pia ili baada hayo kama watu nchini alisema hivyo",
}
_LETTERS = {"ru": "ыэё", "uk": "їєі"}
_SPEAKERS: dict[str, list[str]] = {}
for _code, _list in _WORDS.items():
    for _word in _list.split():
        _SPEAKERS.setdefault(_word, []).append(_code)
_RUN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_CODE = re.compile(r"^[a-z]{2}(?=$|[-_])", re.I)


_HAN = re.compile("[一-鿿]+")
_OF_NEIGHBOURS = re.compile(  # kana and hangul
    "[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\ua960-\ua97f\uac00-\ud7ff\U0001b000-\U0001b16f]"
)


def detect(text: str, declared: str | None = None) -> str | None:
    """ISO 639-1 code of the text's language; the page's own word decides only within a script."""
    sample = unicodedata.normalize("NFC", text[:3000])
    if sum(map(len, _HAN.findall(sample))) >= 0.3 * len(sample) > 0 and not _OF_NEIGHBOURS.search(sample):
        return "zh"
    scripts: Counter[str] = Counter()
    for letter, times in Counter(sample).items():
        if letter.isalpha():
            scripts[_script(letter)] += times
    total = scripts.total()
    if not total:
        return None
    kana, hangul, han = scripts["HIRAGANA"] + scripts["KATAKANA"], scripts["HANGUL"], scripts["CJK"]
    if kana + han + hangul >= 0.3 * total:
        return "ja" if kana >= 0.05 * (kana + han) and kana > hangul else "ko" if hangul > han else "zh"
    script, _ = scripts.most_common(1)[0]
    said = _CODE.match((declared or "").strip())
    code = said[0].lower() if said else None
    words = _by_words(sample, script)
    if words:
        return words
    if script == "LATIN":
        return code if code in _WORDS else None
    return (
        code if code and script in ("CYRILLIC", "ARABIC", "DEVANAGARI") and code not in _LATIN else _SCRIPTS.get(script)
    )


_LATIN = frozenset(code for code in _WORDS if code not in ("ru", "uk", "bg", "fa", "ur"))


def _by_words(sample: str, script: str) -> str | None:
    if script not in ("LATIN", "CYRILLIC", "ARABIC"):
        return None
    votes: Counter[str] = Counter()
    count = 0
    for match in _RUN.finditer(sample.lower()):
        count += 1
        votes.update(_SPEAKERS.get(match[0], ()))
    for code, letters in _LETTERS.items():
        votes[code] += 3 * (script == "CYRILLIC" and any(letter in sample for letter in letters))
    ranked = votes.most_common(1)
    return ranked[0][0] if ranked and ranked[0][1] >= max(3, 0.06 * count) else None


def _script(letter: str) -> str:
    if "一" <= letter <= "鿿":
        return "CJK"
    if letter < "ɐ":
        return "LATIN"
    return unicodedata.name(letter, "?").split(" ")[0]
