"""Damages networks of every kind and reads them: they load, or a sentence names the file.

`python -m tests.soak networks --count 300 --seed 1`
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

from builder.convert.convert_set import convert_network
from builder.errors import AtelierError
from builder.graph_model.read import read_graph_model
from builder.networks.catalog import find_set
from builder.networks.importers.tflite_file import read_tflite
from builder.networks.read_set import read_set

_TFLITE = Path(__file__).resolve().parents[3] / "shared" / "networks" / "magenta-mobile"


def damage_networks(count: int, seed: int) -> list[str]:
    """Damage so many networks and load each; what was wrong."""
    rng = np.random.default_rng(seed)
    compact = find_set("compact")
    kinds: list[tuple[Path, Callable[[Path], Any]]] = [
        (convert_network(compact, role, "float16").folder, read_graph_model)
        for role in compact.roles
    ]
    kinds.append((compact.folder, _load))
    if _TFLITE.is_dir():
        kinds += [(file, read_tflite) for file in sorted(_TFLITE.glob("*.tflite"))]
    faults = []
    with TemporaryDirectory() as name:
        for number in range(count):
            whole, load = kinds[int(rng.integers(len(kinds)))]
            place = Path(name) / str(number)
            copied = _copied(whole, place)
            hit = _damaged(copied, rng)
            faults += _wrongly_told(lambda: load(copied), hit, f"number {number}")  # noqa: B023
            shutil.rmtree(place)
    return faults


def _load(folder: Path) -> None:
    found = read_set(folder)
    found.network(found.transformers[0])


def _copied(whole: Path, place: Path) -> Path:
    place.mkdir()
    if whole.is_file():
        return Path(shutil.copy(whole, place))
    wanted = ("*.json", "*.bin", "swift.weights.h5")
    for file in [file for glob in wanted for file in whole.glob(glob)]:
        shutil.copy(file, place)
    return place


def _damaged(copied: Path, rng: np.random.Generator) -> Path:
    files = sorted(copied.iterdir()) if copied.is_dir() else [copied]
    files = [file for file in files if file.name != "manifest.json"]
    file = files[int(rng.integers(len(files)))]
    data = bytearray(file.read_bytes())
    way = int(rng.integers(7))
    place = int(rng.integers(max(len(data), 1)))
    if way == 0:
        file.unlink()
        return file
    if way == 1:
        del data[place:]
    elif way == 2:
        data += b"more"
    elif way == 3:
        data = bytearray(b"<!doctype html><title>Log in</title>")
    elif way == 4 and file.suffix == ".json":
        data = bytearray(_odd_json(bytes(data), rng))
    else:
        # Heads say most, and are hit most.
        top = min(len(data), 4096) if rng.random() < 0.7 else len(data)
        for one in rng.integers(0, max(top, 1), 8):
            data[one : one + 1] = bytes([int(rng.integers(256))])
    file.write_bytes(bytes(data))
    return file


def _odd_json(data: bytes, rng: np.random.Generator) -> bytes:
    inner = value = json.loads(data)
    odd: Any = [None, -1, 5, "", "text", [], {}, 10**12][int(rng.integers(8))]
    while True:
        keys: list[Any] = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
        if not keys:
            break
        key = keys[int(rng.integers(len(keys)))]
        if not isinstance(inner[key], dict | list) or rng.random() < 0.3:
            inner[key] = odd
            break
        inner = inner[key]
    return json.dumps(value).encode()


def _wrongly_told(load: Callable[[], Any], hit: Path, which: str) -> list[str]:
    try:
        load()
    except AtelierError as error:
        said = error.format_message()
        if str(hit.parent) not in said or "\n" in said:
            return [f"{which}, {hit.name}: {said}"]
    except Exception:  # noqa: BLE001 - any is what is looked for
        return [f"{which}, {hit.name}: {traceback.format_exc()}"]
    return []
