"""A film of passes held before a camera, for browsers that take a file for their camera."""

import io
import random
from collections.abc import Iterator
from pathlib import Path

import qrcode
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

SIZE = (640, 480)
PER_SECOND = 30  # what Chromium assumes of Motion JPEG
MARK = 24  # pixels of the corner that is white while a pass is in view
TABLE = (96, 88, 80)

# How hands hold a pass: degrees of turn, how far its far edge shrinks, blur, side in pixels, light.
HOLDS = (
    (0, 0.0, 0.0, 240, 1.0),
    (17, 0.12, 1.0, 210, 0.8),
    (-28, 0.2, 1.4, 230, 1.15),
    (45, 0.1, 0.8, 190, 0.7),
    (178, 0.16, 1.6, 250, 0.9),
    (-90, 0.25, 1.2, 220, 0.6),
)


def write(path: Path, passes: list[str], in_view: float = 0.8, between: float = 0.4) -> float:
    """Film each pass for `in_view` seconds with an empty table `between`; returns the whole length."""
    chance = random.Random(116)
    frames = 0
    with path.open("wb") as file:
        for number, digits in enumerate(passes):
            for picture in _held(
                digits, HOLDS[number % len(HOLDS)], round(in_view * PER_SECOND), chance
            ):
                file.write(_jpeg(picture))
                frames += 1
            empty = _jpeg(_noisy(Image.new("RGB", SIZE, TABLE), chance))
            for _frame in range(round(between * PER_SECOND)):
                file.write(empty)
                frames += 1
    return frames / PER_SECOND


def still(path: Path, digits: str) -> None:
    """A photo of one pass on a table."""
    [picture] = _held(digits, HOLDS[1], 1, random.Random(8))
    picture.save(path, "JPEG", quality=85)


def _held(
    digits: str, hold: tuple[float, float, float, int, float], frames: int, chance: random.Random
) -> Iterator[Image.Image]:
    """The pass as a hand holds it, which trembles."""
    turn, tilt, blur, side, light = hold
    card = _card(digits, side)
    for frame in range(frames):
        held = _tilted(card, tilt).rotate(
            turn + chance.uniform(-1.5, 1.5), Image.Resampling.BICUBIC, expand=True, fillcolor=TABLE
        )
        picture = Image.new("RGB", SIZE, TABLE)
        left = (SIZE[0] - held.width) // 2 + chance.randint(-6, 6)
        top = (SIZE[1] - held.height) // 2 + chance.randint(-6, 6)
        picture.paste(held, (left, top))
        picture = picture.filter(ImageFilter.GaussianBlur(blur + (1.5 if frame < 2 else 0)))
        picture = _noisy(ImageEnhance.Brightness(picture).enhance(light), chance)
        ImageDraw.Draw(picture).rectangle((0, 0, MARK, MARK), fill="white")
        yield picture


def _card(digits: str, side: int) -> Image.Image:
    code = qrcode.QRCode(version=1, error_correction=qrcode.ERROR_CORRECT_H, border=4)
    code.add_data(digits)
    code.make(fit=False)
    modules = code.get_matrix()
    drawn = Image.new("1", (len(modules), len(modules)))
    drawn.putdata([0 if dark else 1 for row in modules for dark in row])
    drawn = drawn.convert("RGB").resize((side, side), Image.Resampling.NEAREST)
    card = Image.new("RGB", (side + 40, side + 70), "white")
    card.paste(drawn, (20, 15))
    ImageDraw.Draw(card).text((30, side + 25), digits, fill="black")
    return card


def _tilted(card: Image.Image, tilt: float) -> Image.Image:
    """The upper edge farther away than the lower."""
    width, height = card.size
    inward = width * tilt / 2
    # Where each corner of the result is taken from; beyond the card lies the table.
    quad = (-inward, 0, 0, height, width, height, width + inward, 0)
    mask = Image.new("L", card.size, 255).transform(card.size, Image.Transform.QUAD, quad)
    bent = card.transform(card.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)
    return Image.composite(bent, Image.new("RGB", card.size, TABLE), mask)


def _noisy(picture: Image.Image, chance: random.Random) -> Image.Image:
    noise = Image.effect_noise(SIZE, 12 + chance.random()).convert("RGB")
    return Image.blend(picture, noise, 0.06)


def _jpeg(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=70)
    return buffer.getvalue()
