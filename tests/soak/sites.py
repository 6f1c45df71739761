"""Damages built sites in every way and audits them: every fault must be found, without a fall.

`python -m tests.soak sites --count 300 --seed 1`
"""

from __future__ import annotations

import json
import shutil
import traceback
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from builder.audit.audit import audit_site
from builder.site.output.inventory import FILE, Inventory
from builder.site.output.staging import YIELDING

_ODD: tuple[Any, ...] = (
    None,
    5,
    "",
    "text",
    [],
    {},
    [[]],
    {"a": None},
    True,
    -1,
    "http://[x",
    1e99,
)
_MOST = 5


def damage_sites(whole: Path, count: int, seed: int) -> list[str]:
    """Damage so many copies of a site and audit each; what the audit got wrong."""
    rng = np.random.default_rng(seed)
    inventory = Inventory.read(whole)
    assert inventory is not None
    names = sorted(set(inventory.files) - {FILE, *YIELDING})
    faults = []
    for number in range(count):
        with TemporaryDirectory() as folder:
            site = Path(folder) / "site"
            # Links cost nothing, and what is damaged is replaced.
            shutil.copytree(whole, site, copy_function=_link)
            hit = [str(name) for name in rng.choice(names, int(rng.integers(1, _MOST)), False)]
            for name in hit:
                _replace(site / name, rng)
            faults += _wrongly_audited(site, hit, f"number {number}")
    return faults


def _wrongly_audited(site: Path, hit: list[str], which: str) -> list[str]:
    try:
        said = "\n".join(audit_site(site).problems)
    except Exception:  # noqa: BLE001 - any is what is looked for
        return [f"{which}, {hit}: {traceback.format_exc()}"]
    return [f"{which}: nothing is said of {name}" for name in hit if name not in said]


def _link(source: str, target: str) -> None:
    Path(target).hardlink_to(source)


def _replace(file: Path, rng: np.random.Generator) -> None:
    content = file.read_bytes()
    changes: list[Callable[[], bytes]] = [
        lambda: content[: len(content) // 2],
        lambda: b"",
        lambda: rng.integers(0, 256, 500, np.uint8).tobytes(),
        lambda: content + b"\xff\xfe",
        lambda: _odd_json(content, rng),
        lambda: _odd_json(content, rng),
        lambda: _flipped(content, rng),
    ]
    file.unlink()
    way = int(rng.integers(len(changes) + 2))
    if way < len(changes):
        changed = changes[way]()
        file.write_bytes(changed if changed != content else b"changed")
    elif way == len(changes):
        file.mkdir()


def _flipped(content: bytes, rng: np.random.Generator) -> bytes:
    changed = bytearray(content or b"a")
    changed[int(rng.integers(len(changed)))] ^= 1 << int(rng.integers(8))
    return bytes(changed)


def _odd_json(content: bytes, rng: np.random.Generator) -> bytes:
    """The same JSON with something else in one place; of another file, a JSON at all."""
    odd = _ODD[int(rng.integers(len(_ODD)))]
    try:
        value = json.loads(content)
    except ValueError:
        return json.dumps(odd).encode()
    inner, steps = value, int(rng.integers(1, 6))
    for _ in range(steps):
        keys: list[Any] = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
        if not keys:
            break
        key = keys[int(rng.integers(len(keys)))]
        if not isinstance(inner[key], dict | list) or rng.random() < 0.3:
            inner[key] = odd
            break
        inner = inner[key]
    return json.dumps(value).encode()
