"""One writing for one value, so that a hash of it means something."""

import math
from collections.abc import Iterator
from decimal import Decimal
from json.encoder import encode_basestring
from unicodedata import normalize

MAX_DEPTH = 60
MAX_INTEGER = 2**53 - 1


def canonical_json(document: object) -> str:
    """Write JSON after RFC 8785: keys sorted by UTF-16 units, no blanks, the shortest numbers; texts in NFC.

    The RFC leaves texts as they are; here NFC comes first, because keyboards differ in how they write Vietnamese.
    Tuples are written as lists. ValueError for what has no such writing: NaN, integers beyond 2^53, halves of
    surrogate pairs, keys that are no text or are equal in NFC, nesting deeper than 60. Source:
    https://www.rfc-editor.org/rfc/rfc8785

    >>> canonical_json({"b": 1.0, "a": ("x", None, True)})
    '{"a":["x",null,true],"b":1}'
    """
    written = "".join(_write(document, 0))
    try:
        written.encode()
    except UnicodeEncodeError as error:
        raise ValueError("a text holds half of a surrogate pair") from error
    return written


def _write(value: object, depth: int) -> Iterator[str]:
    if depth > MAX_DEPTH:
        raise ValueError(f"nested deeper than {MAX_DEPTH}")
    if isinstance(value, dict):
        yield from _write_object(value, depth)
    elif isinstance(value, list | tuple):
        yield "["
        for index, entry in enumerate(value):
            yield "," if index else ""
            yield from _write(entry, depth + 1)
        yield "]"
    else:
        yield _scalar(value)


def _write_object(value: dict[object, object], depth: int) -> Iterator[str]:
    entries = {_key(key): entry for key, entry in value.items()}
    if len(entries) < len(value):
        raise ValueError("two keys are equal in NFC")
    yield "{"
    for index, key in enumerate(sorted(entries, key=_utf16)):
        yield "," if index else ""
        yield encode_basestring(key) + ":"
        yield from _write(entries[key], depth + 1)
    yield "}"


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise ValueError("a key is no text")  # noqa: TRY004  the docstring promises one kind of error
    return normalize("NFC", key)


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def _scalar(value: object) -> str:
    if isinstance(value, str):
        return encode_basestring(normalize("NFC", value))
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) <= MAX_INTEGER:
        return str(int(value))
    if isinstance(value, float) and math.isfinite(value):
        return _number(value)
    raise ValueError(f"a value of type {type(value).__name__} has no canonical writing")


def _number(value: float) -> str:
    """Write a number as ECMAScript does, whose thresholds differ from Python's."""
    if value == 0:
        return "0"
    if 1e-6 <= abs(value) < 1e21:
        plain = format(Decimal(repr(value)), "f")
        return plain.removesuffix(".0")
    mantissa, _, exponent = repr(value).partition("e")
    return f"{mantissa.removesuffix('.0')}e{int(exponent):+d}"
