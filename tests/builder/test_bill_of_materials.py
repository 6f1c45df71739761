from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import fastjsonschema
import pytest

from builder.bill_of_materials import bill_of_materials

_PROJECT = {
    "name": "atelier-studio",
    "license": "Apache-2.0",
    "dependencies": ["Jinja2>=3.1", "tomli>=2; python_version < '3.11'"],
    "optional-dependencies": {
        "convert": ["keras>=3.12,<3.16"],
        "train": ["atelier-studio[convert]"],
    },
}
_LOCK = """\
jinja2==3.1.6 ; python_full_version < '3.14' \\
    --hash=sha256:85ece4451f492d0c13c5dd7c13a64681a86afae63a5f347908daf103ce6d2f67
    # via atelier-studio (pyproject.toml)
keras==3.12.4 ; python_full_version < '3.11' \\
    --hash=sha256:4b192bc123854d5b70ccd07c79a77119fe20deb79ddd02c4c73f821bd838b1b3
    # via
    #   atelier-studio (pyproject.toml)
    #   tensorflow
keras==3.15.1 ; python_full_version >= '3.11' \\
    --hash=sha256:0000000000000000000000000000000000000000000000000000000000000000
    # via atelier-studio (pyproject.toml)
Markup.Safe==3.0.4
    # via
    #   jinja2
    #   pytest
ml-dtypes==0.6.0
    # via keras
pytest==9.2.0
    # via atelier-studio (pyproject.toml:dev)
tomli==2.5.0 ; python_full_version < '3.11'
    # via
    #   atelier-studio (pyproject.toml)
    #   pytest
"""
_BUNDLED = [
    {"name": "@tensorflow/tfjs-core", "version": "4.22.0", "licence": "Apache-2.0"},
    {"name": "gifenc", "version": "1.0.3", "licence": "MIT"},
    {"name": "gifenc", "version": "1.0.3", "licence": "MIT"},
]


def test_all_that_is_bundled_and_asked_for_is_listed() -> None:
    made = bill_of_materials(_PROJECT, _LOCK, _BUNDLED)
    scopes = {part["purl"]: part["scope"] for part in made["components"]}
    assert scopes == {
        "pkg:npm/%40tensorflow/tfjs-core@4.22.0": "required",
        "pkg:npm/gifenc@1.0.3": "required",
        "pkg:pypi/jinja2@3.1.6": "required",
        "pkg:pypi/keras@3.12.4": "optional",
        "pkg:pypi/keras@3.15.1": "optional",
        "pkg:pypi/markup-safe@3.0.4": "required",
        "pkg:pypi/ml-dtypes@0.6.0": "optional",
        "pkg:pypi/tomli@2.5.0": "required",
    }
    licences = {part["name"]: part.get("licenses") for part in made["components"]}
    assert licences["gifenc"] == [{"expression": "MIT"}]
    assert made["metadata"]["component"]["name"] == "atelier-studio"
    (depends,) = made["dependencies"]
    assert depends["dependsOn"] == list(scopes)


def test_it_is_what_cyclonedx_asks_for() -> None:
    def schema(address: str) -> Any:
        name = address.rpartition("/")[2]
        return json.loads((files("cyclonedx.schema") / "_res" / name).read_text("utf-8"))

    asked = schema("bom-1.6.SNAPSHOT.schema.json")
    check = fastjsonschema.compile(asked, handlers={"http": schema}, use_formats=False)
    made = bill_of_materials(_PROJECT, _LOCK, _BUNDLED)
    check(made)
    with pytest.raises(fastjsonschema.JsonSchemaException):
        check({**made, "specVersion": 1.6})
