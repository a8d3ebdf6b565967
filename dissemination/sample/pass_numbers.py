"""Pass numbers that come out the same for the same seed. Real passes are never made like this."""

from collections.abc import Iterator
from random import Random
from typing import Final

from dissemination.conferences.passes import check_digit

LARGEST: Final = 10**7


def pass_numbers(seed: int) -> Iterator[str]:
    """`LARGEST` different pass numbers, without remembering any.

    The first seven digits run through all their values in strides; the rest is chance.
    """
    rng = Random(f"{seed} passes")
    stride = rng.randrange(LARGEST // 2, LARGEST, 10) + 7  # ends in 7: shares no factor with 10^7
    place = rng.randrange(LARGEST)
    for _ in range(LARGEST):
        place = (place + stride) % LARGEST
        body = f"{place:07}{int(rng.random() * 10**8):08}"
        yield body + check_digit(body)
