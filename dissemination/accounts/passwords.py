"""What makes a password too easy to guess: a rule of values, beside the shortest length."""

from itertools import pairwise

from dissemination.text import fold, words

FEWEST_DIFFERENT = 5
FEWEST_BESIDE_A_KNOWN_WORD = 5
_RUN = 5
_POPULAR = (
    "matkhau",
    "password",
    "qwerty",
    "asdfgh",
    "123456",
    "654321",
    "111111",
    "iloveyou",
    "anhyeuem",
    "admin",
    "diemdanh",
    "hoinghi",
    "dangbo",
    "tinhuy",
    "vietnam",
)


def is_easy(password: str, *about_the_person: str) -> bool:
    """Whether a guesser would try it early: few letters, a row of keys, or the person's own data."""
    typed = fold(password)
    if len(set(typed)) < FEWEST_DIFFERENT or _has_run(typed):
        return True
    known = (*_POPULAR, *(_letters(text.partition("@")[0]) for text in about_the_person))
    return any(_mostly(_letters(password), word) for word in known)


def _letters(text: str) -> str:
    return "".join(words(text))


def _mostly(plain: str, known: str) -> bool:
    beside = len(plain) - len(known)
    return len(known) > 3 and known in plain and beside < FEWEST_BESIDE_A_KNOWN_WORD


def _has_run(text: str) -> bool:
    """Six characters that follow each other: "abcdef", "987654"."""
    steps = [ord(after) - ord(before) for before, after in pairwise(text)]
    runs = ([1] * _RUN, [-1] * _RUN)
    return any(steps[start : start + _RUN] in runs for start in range(len(steps)))
