"""What an application makes when it is created, made once in a run or when it is first needed: tests create thousands."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule


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
    """Every application that is made from now on shares the templates that were compiled; all doors set them alike."""
    monkeypatch.setattr(Flask, "jinja_options", Flask.jinja_options | {"bytecode_cache": Compiled()})


def compile_addresses_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the 120 addresses of an application a test asks for a few: each is compiled when it is first built."""
    whole = Rule._compile_builder

    def later(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        made = cache(lambda: whole(rule, append_unknown))

        def build(itself: Rule, *arguments: Any, **named: Any) -> tuple[str, str]:
            return made()(itself, *arguments, **named)

        return build

    monkeypatch.setattr(Rule, "_compile_builder", later)
