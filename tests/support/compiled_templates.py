"""Templates are compiled once in a run, though each test has an application of its own."""

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache


class Compiled(BytecodeCache):
    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        found = self._kept.get((bucket.key, bucket.checksum))
        if found is not None:
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


def compile_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every application that is made from now on shares what was compiled; all doors set their environments alike."""
    monkeypatch.setattr(Flask, "jinja_options", Flask.jinja_options | {"bytecode_cache": Compiled()})
