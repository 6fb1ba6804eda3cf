"""Is it text? Looks at a file's first block, to refuse whole files that no line could save.

One odd byte is a matter of its line, which the parser dead-letters; what is refused here is
another encoding or another format.
"""

from transforms.ingest.files.refusals import FileRefused

UTF8_BOM = b"\xef\xbb\xbf"
_BOMS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_MAGICS = {
    b"PAR1": "Parquet",
    b"PK\x03\x04": "a zip archive",
    b"PK\x05\x06": "a zip archive",
    b"SQLite format 3\x00": "SQLite",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"%PDF-": "PDF",
    b"\x7fELF": "ELF",
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\x04\x22\x4d\x18": "lz4",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Obj\x01": "Avro",
    b"ARROW1\x00": "Arrow",
    b"\xff\xff\xff\xff": "Arrow",
}
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"
_SAMPLE = 4096  # bytes
_ODD_RATE = 0.3  # of random bytes, three in five are controls or not UTF-8
_CONTROL_RATE = 0.5  # in the first line of what begins like JSON
_NUL_RATE = 0.7  # UTF-16 of JSON is mostly ASCII, so that every other byte is NUL


def check_text(block: bytes, location: str) -> None:
    """Check the first block of the uncompressed bytes of `location`.

    Raises:
        FileRefused: with F_ENCODING (UTF-16, UTF-32) or F_NOT_TEXT.
    """
    encoding = _encoding(block)
    if encoding:
        raise FileRefused("F_ENCODING", f"{location} must be UTF-8, got {encoding}")
    found = _magic(block) or ("mostly control bytes" if _is_binary(block) else None)
    if found:
        raise FileRefused("F_NOT_TEXT", f"{location} must hold lines of text, got {found}")


def _encoding(block: bytes) -> str | None:
    for bom, encoding in _BOMS.items():
        if block.startswith(bom):
            return f"the byte order mark of {encoding}"
    sample = block[: min(_SAMPLE, len(block) // 2 * 2)]
    if len(sample) < len("{}") * 2:
        return None
    half = len(sample) // 2
    even, odd = sample[::2].count(0) / half, sample[1::2].count(0) / half
    if max(even, odd) > _NUL_RATE and min(even, odd) < _NUL_RATE:
        return "a NUL in every other byte, as in UTF-16 or UTF-32"
    return None


def _magic(block: bytes) -> str | None:
    if block[8:12] == b"DUCK":
        return "a DuckDB database"
    if block[257:262] == b"ustar":
        return "a tar archive"
    return next((name for magic, name in _MAGICS.items() if block.startswith(magic)), None)


def _is_binary(block: bytes) -> bool:
    text = block.removeprefix(UTF8_BOM).lstrip()
    if text.startswith(b"{"):
        line = text.partition(b"\n")[0]
        return _controls(line) > _CONTROL_RATE * len(line)
    sample = block[:_SAMPLE]
    undecodable = len(sample) - len(sample.decode("utf-8", "ignore").encode())
    return _controls(sample) + undecodable > _ODD_RATE * len(sample)


def _controls(text: bytes) -> int:
    return len(text) - len(text.translate(None, _CONTROLS))
