"""PDF by Typst in Be Vietnam Pro: a template of ours and data, never data inside the template."""

import io
import json
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

_PDFIUM = threading.Lock()  # pdfium may be called from one thread at a time only


def typeset(template: Path, data: Mapping[str, object]) -> bytes:
    """The PDF of a `.typ` template that reads `json(bytes(sys.inputs.data))`.

    What stands in `data` is text to Typst, whatever characters it holds. Tags for screen readers
    are left out: they double the size of what is only printed.
    """
    import typst  # 10 MB that a server which never prints need not carry

    return typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_tags=False,
    )


def merged(parts: Sequence[bytes]) -> bytes:
    """One PDF with the pages of all parts in order, or the only part as it is."""
    if len(parts) == 1:
        return parts[0]
    import pypdfium2  # as heavy as Typst

    with _PDFIUM, pypdfium2.PdfDocument.new() as whole:
        for part in parts:
            with pypdfium2.PdfDocument(part) as document:
                whole.import_pages(document)
        whole.save(pdf := io.BytesIO())
    return pdf.getvalue()


def font_directory() -> str:
    """Where the Be Vietnam Pro files of the `fontpkg-be-vietnam-pro` package lie."""
    return str(files("fontpkg_be_vietnam_pro") / "files")


@cache
def _fonts() -> "typst.Fonts":
    """Found once; Typst's own fonts stand in for letters that Be Vietnam Pro lacks."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[font_directory()])
