"""Arrays out of PyTorch's files of weights, without PyTorch and without running what is in them.

A file that `torch.save` wrote before version 1.6 (or with `_use_new_zipfile_serialization=False`)
is a row of pickles: a magic number, a protocol version, a description of the machine, the object
itself with its storages left out, the list of the storages' keys; then each storage, a count as
int64 and the numbers.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from builder.errors import NetworkFileError

_MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001
_STORAGES = {"FloatStorage": "<f4", "HalfStorage": "<f2", "LongStorage": "<i8"}


@dataclass
class _Storage:
    """A storage that a pickle refers to; its numbers come after the pickle."""

    dtype: np.dtype
    numbers: np.ndarray | None = None


@dataclass(frozen=True)
class _Tensor:
    """A view of a storage, in elements."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def array(self) -> np.ndarray:
        numbers = self.storage.numbers
        if numbers is None:
            raise ValueError("a storage is missing")
        last = self.offset + sum(
            (side - 1) * step for side, step in zip(self.shape, self.strides, strict=True)
        )
        if min((0, self.offset, *self.strides)) < 0 or last >= len(numbers):
            raise ValueError("a tensor reaches beyond its storage")
        strides = [step * numbers.itemsize for step in self.strides]
        view = np.lib.stride_tricks.as_strided(numbers[self.offset :], self.shape, strides)
        return np.array(view)


class _Unpickler(pickle.Unpickler):
    """Builds dictionaries of tensors and nothing else."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self.storages: dict[str, _Storage] = {}

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _rebuild
        if module == "torch" and name in _STORAGES:
            return np.dtype(_STORAGES[name])
        raise pickle.UnpicklingError(f"it asks for {module}.{name}, which is no array")

    def persistent_load(self, pid: Any) -> _Storage:
        _, dtype, key, *_ = pid
        return self.storages.setdefault(key, _Storage(dtype))


def _rebuild(storage: _Storage, offset: int, shape: Any, strides: Any, *_: Any) -> _Tensor:
    return _Tensor(storage, offset, tuple(shape), tuple(strides))


def read_torch_file(path: Path) -> dict[str, np.ndarray]:
    """The arrays of the state dictionary in `path`, by name.

    Raises:
        NetworkFileError: the file cannot be read, or holds something else.
    """
    try:
        with path.open("rb") as file:
            return _read(file)
    except (OSError, ValueError, EOFError, pickle.UnpicklingError, TypeError) as error:
        raise NetworkFileError(
            f"Cannot read {path} as PyTorch's weights ({error}): name the file of the package."
        ) from error


def _read(file: BinaryIO) -> dict[str, np.ndarray]:
    magic, protocol = (_Unpickler(file).load() for _ in range(2))
    if (magic, protocol) != (_MAGIC, _PROTOCOL):
        raise ValueError("it does not begin as such a file does")
    _Unpickler(file).load()
    unpickler = _Unpickler(file)
    state = unpickler.load()
    for key in _Unpickler(file).load():
        storage = unpickler.storages[key]
        count = int(np.frombuffer(file.read(8), "<i8")[0])
        data = file.read(count * storage.dtype.itemsize)
        storage.numbers = np.frombuffer(data, storage.dtype, count)
    return {name: tensor.array() for name, tensor in state.items()}
