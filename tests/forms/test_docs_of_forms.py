"""The examples in the docstrings run."""

import doctest
import importlib
import pkgutil

import forms


def test_every_example_in_the_docstrings_runs():
    results = [
        doctest.testmod(importlib.import_module(f"forms.{module.name}"))
        for module in pkgutil.iter_modules(forms.__path__)
    ]
    assert sum(result.attempted for result in results) >= 10
    assert sum(result.failed for result in results) == 0
