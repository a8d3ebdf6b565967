"""What a file is, judged by its bytes and never by its name. Files with macros are refused."""

import enum
import zipfile
from typing import BinaryIO, Final


class FileFault(enum.StrEnum):
    """Why a file is not kept; `file_words.py` says each in a sentence."""

    EMPTY = "file_empty"
    TOO_LARGE = "file_too_large"
    KIND = "file_kind"
    MACROS = "file_macros"


_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_STARTS: Final = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
)
_ZIP_PARTS: Final = (
    ("word/document.xml", _OFFICE + "wordprocessingml.document", ".docx"),
    ("xl/workbook.xml", _OFFICE + "spreadsheetml.sheet", ".xlsx"),
    ("ppt/presentation.xml", _OFFICE + "presentationml.presentation", ".pptx"),
)
_OPEN_DOCUMENT: Final = {
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
    b"application/vnd.oasis.opendocument.presentation": ".odp",
}
# Names of streams in the directory of the old Office formats, in UTF-16.
_OLE_START: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_OLE_STREAMS: Final = (
    ("WordDocument", "application/msword", ".doc"),
    ("Workbook", "application/vnd.ms-excel", ".xls"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint", ".ppt"),
)
_MACRO_STREAMS: Final = ("_VBA_PROJECT", "Macros")

ACCEPTED: Final = ".pdf,.docx,.doc,.xlsx,.xls,.pptx,.ppt,.odt,.ods,.odp,.png,.jpg,.jpeg"


def judge(file: BinaryIO) -> tuple[str, str] | FileFault:
    """The content type and the suffix of a file, or why it is not taken.

    Reads from the start and leaves the position anywhere.
    """
    file.seek(0)
    start = file.read(16)
    if not start:
        return FileFault.EMPTY
    for mark, content_type, suffix in _STARTS:
        if start.startswith(mark):
            return content_type, suffix
    if start.startswith(b"PK\x03\x04"):
        return _of_archive(file)
    if start.startswith(_OLE_START):
        return _of_ole(file)
    return FileFault.KIND


def _of_archive(file: BinaryIO) -> tuple[str, str] | FileFault:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if any("vbaproject" in name.lower() for name in names):
                return FileFault.MACROS
            if "mimetype" in names:
                return _of_open_document(archive, names)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return FileFault.KIND
    for part, content_type, suffix in _ZIP_PARTS:
        if part in names:
            return content_type, suffix
    return FileFault.KIND


def _of_open_document(archive: zipfile.ZipFile, names: set[str]) -> tuple[str, str] | FileFault:
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        return FileFault.MACROS
    with archive.open("mimetype") as part:
        kind = part.read(100).strip()
    suffix = _OPEN_DOCUMENT.get(kind)
    return (kind.decode("ascii"), suffix) if suffix else FileFault.KIND


def _of_ole(file: BinaryIO) -> tuple[str, str] | FileFault:
    file.seek(0)
    content = file.read()
    if any(name.encode("utf-16-le") in content for name in _MACRO_STREAMS):
        return FileFault.MACROS
    for name, content_type, suffix in _OLE_STREAMS:
        if name.encode("utf-16-le") in content:
            return content_type, suffix
    return FileFault.KIND
