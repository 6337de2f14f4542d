"""The examples in the docstrings of `helpers` run, and print what they say."""

import doctest
import importlib
import pkgutil

import pytest

import helpers

MODULES = sorted(module.name for module in pkgutil.walk_packages(helpers.__path__, "helpers."))


def test_modules_are_found():
    assert {"helpers.activations", "helpers.recurrent", "helpers.validation"} <= set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    result = doctest.testmod(importlib.import_module(name), report=True)
    assert result.failed == 0
