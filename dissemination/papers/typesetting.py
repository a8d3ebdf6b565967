"""PDF by Typst: a template of ours and data, never data inside the template.

Typst and pdfium run in processes of their own, this file as a script: Typst remembers its last ten
compilations (0.1 MB a pass), which a server must not carry on, and its threads survive no fork.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Literal

_Standard = Literal["a-2a", "ua-1"]


class TypesettingError(RuntimeError):
    """Typst refused a template or its data: a fault of ours, told in its words."""


def typeset(template: Path, data: Mapping[str, object]) -> bytes:
    """The PDF of a `.typ` template that reads `json(bytes(sys.inputs.data))`.

    What stands in `data` is text to Typst, whatever characters it holds. Raises TypesettingError.
    Tags for screen readers are left out: they double the size of what is only printed.
    """
    return _process("typeset", template, text=json.dumps(data, ensure_ascii=False))


def typeset_to_keep(template: Path, data: Mapping[str, object]) -> bytes:
    """The same as PDF/A-2a and PDF/UA-1: for archives, and tagged for screen readers.

    The template must give the document a title, a language and a date.
    """
    return _process("typeset_to_keep", template, text=json.dumps(data, ensure_ascii=False))


def merge(parts: Sequence[Path], whole: Path) -> None:
    """Write one PDF with the pages of all these files in order; what may be large is a file."""
    _process("merge", whole, *parts)


def font_directory() -> str:
    """Where the Be Vietnam Pro files of the `fontpkg-be-vietnam-pro` package lie."""
    return str(files("fontpkg_be_vietnam_pro") / "files")


def _process(work: str, *paths: Path, text: str = "") -> bytes:
    done = subprocess.run(
        # -P: the modules beside this file must not stand in for anybody else's.
        [sys.executable, "-P", __file__, work, *paths],
        input=text.encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise TypesettingError(done.stderr.decode(errors="replace").strip())
    return done.stdout


# --- within the process ---------------------------------------------------------------------


def _typeset(template: Path, standards: Sequence[_Standard] = ()) -> None:
    """Be Vietnam Pro, and the fonts that Typst carries itself."""
    import typst

    pdf: bytes = typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=[font_directory()],
        ignore_system_fonts=True,
        sys_inputs={"data": sys.stdin.buffer.read().decode()},
        pdf_standards=list(standards),
        pdf_tags=bool(standards),
    )
    sys.stdout.buffer.write(pdf)


def _typeset_to_keep(template: Path) -> None:
    _typeset(template, ("a-2a", "ua-1"))


def _merge(whole: Path, *parts: Path) -> None:
    import pypdfium2

    with pypdfium2.PdfDocument.new() as document:
        for part in parts:
            with pypdfium2.PdfDocument(part) as pages:
                document.import_pages(pages)
        document.save(whole)


_WORKS: Mapping[str, Callable[..., None]] = {
    "typeset": _typeset,
    "typeset_to_keep": _typeset_to_keep,
    "merge": _merge,
}

if __name__ == "__main__":
    _WORKS[sys.argv[1]](*map(Path, sys.argv[2:]))
