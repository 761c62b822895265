"""The examples in the docstrings are true, and every public function has one."""

import doctest
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import analysis

METHODS = Path(__file__).parents[2] / "docs" / "methods.md"
MODULES = sorted(module.name for module in pkgutil.iter_modules(analysis.__path__, "analysis."))
PUBLIC = [
    "intervals",
    "scoring",
    "rank_tests",
    "table_tests",
    "multiplicity",
    "against_rest",
    "adjusted_rest",
    "clustered",
    "estimates_rest",
    "ranking",
    "disclosure",
    "two_samples",
    "pairwise",
    "mean_tests",
    "moments",
    "reliability",
    "weighting",
    "planning",
    "proportional_odds",
    "stratified",
    "funnel",
    "trending",
    "control_charts",
    "design",
    "sampling",
    "drivers",
    "studentized_range",
    "integrity",
    "integrity_rules",
    "box_signs",
    "family",
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_every_module_run_and_come_out_as_written(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def _public(module):
    """Functions of a module, and methods of its classes."""
    own = [each for each in vars(module).values() if getattr(each, "__module__", "") == module.__name__]
    classes = [each for each in own if inspect.isclass(each) and not each.__name__.startswith("_")]
    found = [each for each in own if inspect.isfunction(each)]
    for each in classes:
        found += [inspect.unwrap(getattr(each, name)) for name in vars(each) if _is_method(vars(each)[name])]
    return [each for each in found if not each.__name__.startswith("_")]


def _is_method(value):
    return inspect.isfunction(value) or isinstance(value, classmethod)


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_function_shows_an_example(name):
    public = _public(importlib.import_module(f"analysis.{name}"))
    assert public
    assert [each.__qualname__ for each in public if ">>>" not in (each.__doc__ or "")] == []


def test_the_examples_of_the_method_note_run_and_come_out_as_written():
    found = doctest.testfile(str(METHODS), module_relative=False, encoding="utf-8")
    assert found.attempted > 20
    assert found.failed == 0
