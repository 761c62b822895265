"""The examples in the docstrings are true, and every public function has one."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import analysis

MODULES = sorted(module.name for module in pkgutil.iter_modules(analysis.__path__, "analysis."))
PUBLIC = [
    "intervals",
    "scoring",
    "rank_tests",
    "table_tests",
    "multiplicity",
    "against_rest",
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
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_every_module_run_and_come_out_as_written(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_function_shows_an_example(name):
    module = importlib.import_module(f"analysis.{name}")
    public = [
        function
        for label, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not label.startswith("_")
    ]
    assert public
    assert [function.__name__ for function in public if ">>>" not in (function.__doc__ or "")] == []
