"""Finding the point or unit that a list means, however it is spelled. Pure; knows only names."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from dissemination.text import fold, nfc, words

# As written in lists; several readings where people use one abbreviation for several things.
_ABBREVIATIONS = {
    "tp": ("thanh pho",),
    "tx": ("thi xa",),
    "tt": ("thi tran", "trung tam", "thuong truc"),
    "p": ("phuong",),
    "x": ("xa",),
    "h": ("huyen",),
    "q": ("quan",),
    "ubnd": ("uy ban nhan dan",),
    "hdnd": ("hoi dong nhan dan",),
    "mttq": ("mat tran to quoc",),
    "ubmttq": ("uy ban mat tran to quoc",),
    "ubkt": ("uy ban kiem tra",),
    "bch": ("ban chap hanh",),
    "btv": ("ban thuong vu",),
    "bchqs": ("ban chi huy quan su", "bo chi huy quan su"),
    "bcd": ("ban chi dao",),
    "btc": ("ban to chuc",),
    "btg": ("ban tuyen giao",),
    "vp": ("van phong",),
    "ldld": ("lien doan lao dong",),
    "lhpn": ("lien hiep phu nu",),
    "ccb": ("cuu chien binh",),
    "tncs": ("thanh nien cong san",),
    "gddt": ("giao duc dao tao",),
    "ptnt": ("phat trien nong thon",),
    "thpt": ("trung hoc pho thong",),
    "thcs": ("trung hoc co so",),
    "ptdtnt": ("pho thong dan toc noi tru",),
}
# Only in capitals: "du" and "tu" are words.
_CAPITAL_ABBREVIATIONS = {"ĐU": "dang uy", "HU": "huyen uy", "TU": "tinh uy"}
_CAPITALS = re.compile(r"\b(?:ĐU|HU|TU)\b")
_NOISE = re.compile(r"\b(?:diem cau(?: chinh| so \d+)?|dau cau|hoi truong|va)\b")
_LEVELS = re.compile(r"(?:xa|phuong|thi tran|huyen|thanh pho|thi xa|quan|tinh)\b ?")
_FINAL_Y = re.compile(r"\b(qu|[bcdghklmnprstvx]+)y\b")
_ENCLOSURE = re.compile(r"[,(–-].*")
_DASHES = str.maketrans("-–", "  ")
_OLD_TONES = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ"
_NEW_TONES = "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy"
_TONE_PLACES = dict(zip(_OLD_TONES.split(), _NEW_TONES.split(), strict=True))
_OLD_TONE = re.compile(rf"(?<!q)(?:{'|'.join(_TONE_PLACES)})\b")
_NEAR_ENOUGH = 0.45
_MOST_READINGS = 12


@dataclass(frozen=True, slots=True)
class Named:
    """Something that can be meant: its id, its name, and a code and other names for it."""

    id: int
    name: str
    code: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that may be meant; `score` from 0 (nothing alike) to 1 (the same letters)."""

    id: int
    name: str
    score: float


class Matcher:
    """Looks names up, from the strictest reading to the loosest."""

    def __init__(self, candidates: Iterable[Named]) -> None:
        self.candidates = list(candidates)
        self.names = {candidate.id: candidate.name for candidate in self.candidates}
        self.levels: tuple[dict[str, list[int]], ...] = ({}, {}, {})
        self.grams: dict[str, list[int]] = {}
        self.sizes: dict[int, int] = {}
        for candidate in self.candidates:
            self._enter(candidate)

    def _enter(self, candidate: Named) -> None:
        if candidate.code:
            _put(self.levels[0], candidate.code.casefold(), candidate.id)
            _put(self.levels[1], candidate.code.lstrip("0").casefold(), candidate.id)
        for name in (candidate.name, *candidate.aliases):
            self._enter_name(candidate.id, name)
        grams = _grams(min(loose_keys(candidate.name), default=""))
        self.sizes[candidate.id] = len(grams)
        for gram in grams:
            self.grams.setdefault(gram, []).append(candidate.id)

    def _enter_name(self, candidate: int, name: str) -> None:
        _put(self.levels[0], strict_key(name), candidate)
        for key in loose_keys(name):
            _put(self.levels[1], key, candidate)
        for key in loose_keys(_ENCLOSURE.sub("", nfc(name))):
            _put(self.levels[2], key, candidate)
            _put(self.levels[2], without_level(key), candidate)

    def find(self, text: str) -> list[int]:
        """All that the text may mean by the strictest reading that means anything.

        One id: nothing else can be meant. Several: a person must choose. None: see `nearest`.
        """
        if found := self.levels[0].get(strict_key(text)):
            return found
        for level in self.levels[1:]:
            found = sorted({n for key in loose_keys(text) for n in level.get(key, ())})
            if found:
                return found
        return []

    def only(self, text: str) -> int | None:
        """The one thing the text can mean, else None."""
        found = self.find(text)
        return found[0] if len(found) == 1 else None

    def nearest(self, text: str, limit: int = 3) -> list[Suggestion]:
        """What may be meant, likeliest first: for a person to accept."""
        if found := self.find(text):
            return [Suggestion(n, self.names[n], 1.0) for n in found[: 2 * limit]]
        best: dict[int, float] = {}
        for key in loose_keys(text):
            for candidate, score in self._alike(key):
                best[candidate] = max(score, best.get(candidate, 0.0))
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))[:limit]
        return [Suggestion(n, self.names[n], round(score, 2)) for n, score in ranked]

    def _alike(self, key: str) -> Iterable[tuple[int, float]]:
        """Dice's coefficient over groups of three letters."""
        grams = _grams(key)
        shared = Counter(n for gram in grams for n in self.grams.get(gram, ()))
        for candidate, count in shared.items():
            score = 2 * count / (len(grams) + self.sizes[candidate])
            if score >= _NEAR_ENOUGH:
                yield candidate, score


def _put(table: dict[str, list[int]], key: str, candidate: int) -> None:
    kept = table.setdefault(key, [])
    if key and candidate not in kept:
        kept.append(candidate)


@lru_cache(maxsize=20_000)
def strict_key(text: str) -> str:
    """The same letters and tones: case, spaces, dashes and the place of a tone aside."""
    plain = nfc(nfc(text).casefold().translate(_DASHES))
    return _OLD_TONE.sub(lambda old: _TONE_PLACES[old[0]], plain)


@lru_cache(maxsize=20_000)
def loose_keys(text: str) -> frozenset[str]:
    """The text without tones, abbreviations written out, in each way they can be read."""
    spelled = _CAPITALS.sub(lambda match: _CAPITAL_ABBREVIATIONS[match[0]], nfc(text))
    readings = [_ABBREVIATIONS.get(word, (word,)) for word in words(spelled)]
    keys = (_tidy(" ".join(reading)) for reading in islice(product(*readings), _MOST_READINGS))
    return frozenset(key for key in keys if key)


def _tidy(key: str) -> str:
    return " ".join(_FINAL_Y.sub(r"\1i", _NOISE.sub(" ", key)).split())


def without_level(key: str) -> str:
    """ "xa van an" → "van an"."""
    return _LEVELS.sub("", key, count=1) if _LEVELS.match(key) else key


def _grams(key: str) -> set[str]:
    padded = f"  {fold(key)} "
    return {padded[n : n + 3] for n in range(len(padded) - 2)}
