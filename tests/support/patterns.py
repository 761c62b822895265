"""Every pattern of the product, what it is used for, and texts on which a bad one works longer than it should.

A pattern is taken apart as `re` itself does it. For each repetition in it there is a text that leads there, what is
repeated, many times over, and an end that does not fit.
"""

import ast
import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]  # how `re` names the parts of a pattern
from re import _parser  # type: ignore[attr-defined]  # and how it takes them apart; there is no public way
from types import ModuleType
from typing import Any

from support.work import GROWTH, NOTICED, grows, seconds

ROOMS = ("forms", "analysis", "survey_app")
WHOLE = {"match", "fullmatch"}  # begin at one place; the others try everywhere
REPEATS = {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}
CATEGORIES = {op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s"} | {
    op.CATEGORY_NOT_SPACE: r"\S", op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W"
}  # fmt: skip
LEAST_REPEATED = 20
ENDS = ("", "\0")
SIZES = (10, 20, 1_000, 2_000, 4_000)


def patterns() -> Iterator[tuple[str, "re.Pattern[Any]", bool]]:
    """Where it stands, the pattern, and whether it is ever tried at every place of a text."""
    used = _uses()
    for module in _modules():
        for name, value in vars(module).items():
            for number, pattern in enumerate(_within(value)):
                ways = used[name]
                yield f"{module.__name__}.{name}[{number}]", pattern, not ways or bool(ways - WHOLE)
        for line, way, pattern in _inline(module):
            yield f"{module.__name__}:{line}", pattern, way not in WHOLE


def made_in_functions() -> list[str]:
    """Patterns that `patterns` cannot see, because a function makes them of what it is given."""
    return [f"{module.__name__}:{line}" for module in _modules() for line in _made_on_the_way(_tree(module))]


def attack(pattern: "re.Pattern[Any]", *, everywhere: bool) -> str | None:
    """The text on which twice the length takes more than 1.3 times twice as long; None where there is none."""
    ways: list[Callable[[Any], object]] = (
        [lambda text: list(pattern.finditer(text))] if everywhere else [pattern.match, pattern.fullmatch]
    )
    for before, pumped, after in attacks(pattern):
        for way in ways:
            if _grows(way, lambda size, b=before, p=pumped, a=after: _as(pattern, b + p * size + a)):
                return f"{before!r} + {pumped!r} × n + {after!r}"
    return None


def attacks(pattern: "re.Pattern[Any]") -> set[tuple[str, str, str]]:
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = _parser.parse(
        text, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    )
    pool = _pool(tree)
    found = {
        (lead, body, end)
        for before, repeated in _repeats(tree, pool, "")
        for body in _pumped(repeated, pool)
        for lead in (before, "")
        for end in ENDS
        if body
    }
    whole = _sample(tree, pool)
    return found | {("", whole, end) for end in ENDS if whole} | {("", whole + " ", "\0")}


def _grows(way: Callable[[Any], object], text: Callable[[int], Any]) -> bool:
    before = None
    for size in SIZES:
        given = text(size)
        taken = seconds(lambda g=given: way(g), 1)
        if before is not None and taken > NOTICED and taken > 2 * GROWTH * before:
            half = text(size // 2)
            if size == SIZES[1] or grows(lambda h=half: way(h), lambda g=given: way(g)):
                return True
        before = taken
    return False


def _as(pattern: "re.Pattern[Any]", text: str) -> Any:
    return text if isinstance(pattern.pattern, str) else text.encode("latin-1", "replace")


def _modules() -> Iterator[ModuleType]:
    for room in ROOMS:
        package = importlib.import_module(room)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def _within(value: object) -> Iterator["re.Pattern[Any]"]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _within(each)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _within(each)


@cache
def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))


@cache
def _uses() -> defaultdict[str, set[str]]:
    """By the name of a pattern, the methods that are called on it anywhere."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for module in _modules():
        for node in ast.walk(_tree(module)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
                name = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
                found[name].add(node.attr)
    return found


def _calls_of_re(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every call of a function of `re` that takes a pattern, and the function's name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            whose, name = node.func.value, node.func.attr
            if isinstance(whose, ast.Name) and whose.id == "re" and name not in {"escape", "purge"}:
                yield node, name


def _inline(module: ModuleType) -> Iterator[tuple[int, str, "re.Pattern[Any]"]]:
    for call, name in _calls_of_re(_tree(module)):
        written = call.args[0]
        if name != "compile" and isinstance(written, ast.Constant):
            flags = 0
            for given in [*call.args, *(each.value for each in call.keywords)]:
                if (
                    isinstance(given, ast.Attribute)
                    and isinstance(given.value, ast.Name)
                    and given.value.id == "re"
                ):
                    flags |= getattr(re, given.attr)
            yield call.lineno, name, re.compile(written.value, flags)


def _made_on_the_way(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for call, _ in _calls_of_re(node):
                if not isinstance(call.args[0], ast.Constant):
                    yield call.lineno


def _pool(tree: Any) -> list[str]:
    """Letters of which texts are made: those that the pattern names, and one of each kind."""
    return [
        *dict.fromkeys(
            [*_letters(tree), "a", "Z", "0", "_", " ", "\n", "\t", "-", ".", ",", "(", "<", "'", '"', "đ"]
        )
    ]


def _letters(tree: Any) -> Iterator[str]:
    for kind, given in tree:
        if kind in {op.LITERAL, op.NOT_LITERAL}:
            yield chr(given)
        elif kind is op.RANGE:
            yield chr(given[0])
        elif kind is op.IN:
            yield from _letters(given)
        else:
            for part in _parts(kind, given):
                yield from _letters(part)


def _parts(kind: Any, given: Any) -> Iterable[Any]:
    """The patterns inside a part of a pattern."""
    if kind in REPEATS:
        return [given[2]]
    if kind is op.SUBPATTERN:
        return [given[-1]]
    if kind is op.BRANCH:
        return list(given[1])
    if kind is op.ATOMIC_GROUP:
        return [given]
    if kind in {op.ASSERT, op.ASSERT_NOT}:
        return [given[1]]
    return []


def _fits(kind: Any, given: Any, letter: str) -> bool:
    if kind is op.LITERAL:
        return ord(letter) == given
    if kind is op.NOT_LITERAL:
        return ord(letter) != given
    if kind is op.ANY:
        return letter != "\n"
    if kind is op.RANGE:
        return bool(given[0] <= ord(letter) <= given[1])
    if kind is op.CATEGORY:
        return bool(re.match(CATEGORIES[given], letter))
    negated = bool(given) and given[0][0] is op.NEGATE
    return negated is not any(_fits(*each, letter) for each in given if each[0] is not op.NEGATE)


def _sample(tree: Any, pool: list[str]) -> str:
    return "".join(_one(kind, given, pool) for kind, given in tree)


def _one(kind: Any, given: Any, pool: list[str]) -> str:
    if kind in {op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN}:
        return chr(given) if kind is op.LITERAL else next((x for x in pool if _fits(kind, given, x)), "")
    if kind in REPEATS:
        return _sample(given[2], pool) * given[0]
    if kind in {op.ASSERT, op.ASSERT_NOT}:
        return ""
    return next((_sample(part, pool) for part in _parts(kind, given)), "")


def _repeats(tree: Any, pool: list[str], before: str) -> Iterator[tuple[str, Any]]:
    """What may stand many times, each with a text that leads to it."""
    for kind, given in tree:
        if kind in REPEATS and int(given[1]) >= LEAST_REPEATED:
            yield before, given[2]
        for part in _parts(kind, given):
            yield from _repeats(part, pool, before)
        before += _one(kind, given, pool)


def _pumped(tree: Any, pool: list[str]) -> set[str]:
    """What a repetition may repeat: each letter that fits a single one, each of several ways of a longer one."""
    if len(tree) == 1:
        kind, given = tree[0]
        if kind in {op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN}:
            return {letter for letter in pool if _fits(kind, given, letter)}
        if kind in {op.BRANCH, op.SUBPATTERN, op.ATOMIC_GROUP}:
            return {each for part in _parts(kind, given) for each in _pumped(part, pool)}
    repeated = "".join(
        _one(kind, given, pool) or (_sample(given[2], pool) if kind in REPEATS else "")
        for kind, given in tree
    )
    return {_sample(tree, pool), repeated}
