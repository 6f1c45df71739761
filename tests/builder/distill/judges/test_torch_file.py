from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from builder.distill.judges.torch_file import read_torch_file
from builder.errors import NetworkFileError

_HEAD = (
    pickle.dumps(0x1950A86A20F9469CFC6C, 2)
    + pickle.dumps(1001, 2)
    + pickle.dumps({"little_endian": True}, 2)
)
_NUMBERS = np.arange(6, dtype="<f4")


def _file(path: Path, shape: str = "K\x02K\x03\x86", strides: str = "K\x03K\x01\x86") -> Path:
    """A file as `torch.save` writes it of {"w": a tensor of six numbers}, opcode by opcode."""
    key, device = "X\x01\x00\x00\x007", "X\x03\x00\x00\x00cpu"
    storage = f"(X\x07\x00\x00\x00storagectorch\nFloatStorage\n{key}{device}K\x06NtQ"
    tensor = f"ctorch._utils\n_rebuild_tensor_v2\n({storage}K\x00{shape}{strides}\x89Nt"
    state = f"}}X\x01\x00\x00\x00w{tensor}Rs."
    path.write_bytes(
        _HEAD
        + b"\x80\x02"
        + state.encode("latin-1")
        + pickle.dumps(["7"], 2)
        + np.int64(6).tobytes()
        + _NUMBERS.tobytes()
    )
    return path


def test_arrays_come_by_name_and_shape(tmp_path: Path) -> None:
    found = read_torch_file(_file(tmp_path / "weights.pth"))
    np.testing.assert_array_equal(found["w"], _NUMBERS.reshape(2, 3))
    turned = read_torch_file(_file(tmp_path / "turned.pth", "K\x03K\x02\x86", "K\x01K\x03\x86"))
    np.testing.assert_array_equal(turned["w"], _NUMBERS.reshape(2, 3).T)


def test_a_tensor_may_not_reach_beyond_its_storage(tmp_path: Path) -> None:
    with pytest.raises(NetworkFileError, match="beyond"):
        read_torch_file(_file(tmp_path / "large.pth", "K\x03K\x03\x86"))


def test_nothing_in_a_file_is_run(tmp_path: Path) -> None:
    path = tmp_path / "bad.pth"
    path.write_bytes(_HEAD + b"\x80\x02cos\nsystem\nX\x04\x00\x00\x00true\x85R.")
    with pytest.raises(NetworkFileError, match=r"os\.system"):
        read_torch_file(path)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", pickle.dumps(3, 2) * 4])
def test_another_file_is_named(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "other.pth"
    path.write_bytes(data)
    with pytest.raises(NetworkFileError, match=r"other\.pth"):
        read_torch_file(path)
