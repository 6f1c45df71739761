"""The operations that TensorFlow.js runs, compared with what its converter for browsers lists."""

from __future__ import annotations

import re

import pytest

from builder.bundle.node import install_packages
from builder.graph_model.known_operations import KNOWN_OPERATIONS
from builder.paths import web_template_folder

LISTS = "node_modules/@tensorflow/tfjs-converter/dist/operations/op_list"
OF_FUNCTIONS = {"If", "StatelessIf", "While", "StatelessWhile"}


@pytest.mark.slow
def test_the_operations_are_those_of_the_version_that_sites_have() -> None:
    install_packages(web_template_folder())
    files = list((web_template_folder() / LISTS).glob("*.js"))
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    listed = set(re.findall(r"""['"]tfOpName['"]: ['"](\w+)['"]""", text))
    others = {name for name in listed if "Table" in name or name.startswith("SimpleML")}
    assert listed - others - OF_FUNCTIONS == KNOWN_OPERATIONS
