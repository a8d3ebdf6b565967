"""What a file is, judged by its bytes; everything dangerous is refused before it is opened."""

import enum
import io
import struct
import zipfile
import zlib
from pathlib import PurePath

from dissemination.sheets import ole
from dissemination.sheets.refusals import FileRefusal, Limits, Refused

# PDF, RTF, PNG, GIF, JPEG, programs: never text, whatever their suffix.
_OTHER_FILES = (b"%PDF", b"{\\rtf", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"MZ\x90", b"\x7fELF")
_TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    RuntimeError,
    OSError,
    struct.error,
)
_CHUNK = 1 << 20
_ENCRYPTED_ENTRY = 0x1


class FileKind(enum.Enum):
    """The formats that are read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


def kind_of(data: bytes, file_name: str, limits: Limits) -> FileKind:
    """The kind of a file; raises Refused for anything that is not read."""
    if not data:
        raise Refused(FileRefusal.EMPTY)
    if len(data) > limits.file_bytes:
        raise Refused(FileRefusal.TOO_LARGE)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(data, limits)
    if data.startswith(ole.SIGNATURE):
        ole.refuse_unless_plain_workbook(data, limits)
        return FileKind.XLS
    return _kind_of_text(data, file_name)


def _kind_of_text(data: bytes, file_name: str) -> FileKind:
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta", b"mime-version")):
        raise Refused(FileRefusal.WEB_PAGE)
    is_named_text = PurePath(file_name).suffix.lower() in _TEXT_SUFFIXES
    if not is_named_text or data.startswith(_OTHER_FILES):
        raise Refused(FileRefusal.NOT_A_SHEET)
    if b"\0" in data and not data.startswith(_UTF16_MARKS) and not looks_like_utf16(data):
        raise Refused(FileRefusal.NOT_A_SHEET)
    return FileKind.CSV


def looks_like_utf16(data: bytes) -> bool:
    """Mostly ASCII text in UTF-16 without a mark: every other byte is zero."""
    sample = data[:4096]
    zeros = max(sample[0::2].count(0), sample[1::2].count(0))
    return len(data) % 2 == 0 and zeros > len(sample) // 4


def _kind_of_zip(data: bytes, limits: Limits) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _kind_of_archive(archive, limits)
    except _BROKEN_ZIP as error:
        raise Refused(FileRefusal.DAMAGED) from error


def _kind_of_archive(archive: zipfile.ZipFile, limits: Limits) -> FileKind:
    parts = archive.infolist()
    if any(part.flag_bits & _ENCRYPTED_ENTRY for part in parts):
        raise Refused(FileRefusal.PASSWORD)
    if len(parts) > limits.parts or sum(p.file_size for p in parts) > limits.unpacked_bytes:
        raise Refused(FileRefusal.BOMB)
    _read_through(archive)
    names = {part.filename.lower(): part.filename for part in parts}
    if "mimetype" in names:
        return _kind_of_open_document(archive, names)
    return _kind_of_open_xml(archive, names)


def _read_through(archive: zipfile.ZipFile) -> None:
    """Check every part against its declared size and sum, a little at a time."""
    for part in archive.infolist():
        with archive.open(part) as content:
            while content.read(_CHUNK):
                pass


def _kind_of_open_document(archive: zipfile.ZipFile, names: dict[str, str]) -> FileKind:
    if not archive.read(names["mimetype"]).startswith(_ODS_TYPE):
        raise Refused(FileRefusal.NOT_A_SHEET)
    manifest = names.get("meta-inf/manifest.xml")
    if manifest and b"encryption-data" in archive.read(manifest):
        raise Refused(FileRefusal.PASSWORD)
    if any(name.startswith(("basic/", "scripts/")) for name in names):
        raise Refused(FileRefusal.MACROS)
    if "content.xml" not in names:
        raise Refused(FileRefusal.DAMAGED)
    return FileKind.ODS


def _kind_of_open_xml(archive: zipfile.ZipFile, names: dict[str, str]) -> FileKind:
    types = names.get("[content_types].xml")
    if types is None:
        raise Refused(FileRefusal.NOT_A_SHEET)
    runs_code = any(n.endswith("vbaproject.bin") or "macrosheets/" in n for n in names)
    if runs_code or b"macroenabled" in archive.read(types).lower():
        raise Refused(FileRefusal.MACROS)
    if any(name.endswith("xl/workbook.bin") for name in names):
        raise Refused(FileRefusal.OLD_FORMAT)
    if not any(name.startswith("xl/") for name in names):
        raise Refused(FileRefusal.NOT_A_SHEET)
    return FileKind.XLSX
