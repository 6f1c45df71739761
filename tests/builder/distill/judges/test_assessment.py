from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builder.distill.judges.assessment import TEACHER, StyledPhoto, assess, steadiness
from builder.distill.judges.card import judges_card, used_in_training
from builder.distill.judges.style_distance import VIEWS

_RNG = np.random.default_rng(8)


class _Colours:
    """A judge that sees colours and their edges."""

    def features(self, pictures: Any) -> list[Any]:
        return [pictures, np.diff(pictures, axis=1), pictures**2, pictures[:, ::4], pictures]


def _pair(side: int) -> StyledPhoto:
    style = _RNG.random((256, 256, 3)).astype(np.float32)
    photo = np.tile(0.2 * _RNG.random((side, 1, 3)), (1, side, 1)).astype(np.float32)
    return StyledPhoto(photo, style, np.zeros(100), np.ones(100))


def _half(pair: StyledPhoto, picture: np.ndarray) -> np.ndarray:
    side = len(picture)
    return (picture + np.tile(pair.style, (2, 2, 1))[:side, :side]) / 2


def _style(pair: StyledPhoto, picture: np.ndarray) -> np.ndarray:
    return np.tile(pair.style, (2, 2, 1))[: len(picture), : len(picture)]


def _photo_itself(_: StyledPhoto, picture: np.ndarray) -> np.ndarray:
    return picture


_PAINTERS = {TEACHER: _half, "bold": _style, "shy": _photo_itself}


@pytest.fixture(scope="module")
def judged() -> dict[str, Any]:
    paintings = {
        f"{side} px": assess({"colours": _Colours()}, _PAINTERS, [_pair(side), _pair(side)])
        for side in (256, 512)
    }
    steady = steadiness(_PAINTERS, [_pair(272)])
    about = {"pairs": 2, "absent": ["vgg16"]}
    return {"judged": about, "paintings": paintings, "steadiness": steady}


def test_more_of_the_style_is_nearer_to_it_and_farther_from_the_photo(judged: Any) -> None:
    found = judged["paintings"]["512 px"]["colours"]
    assert all(found["bold"]["nearer"][view] == 1 for view in VIEWS)
    # Reduced, this style is grey, as the photo may be.
    view = "own resolution"
    assert found["shy"]["nearer"][view] == 0
    for kind in ("gram", "moments"):
        assert found["bold"][kind][view] < found[TEACHER][kind][view] < found["shy"][kind][view]
    assert found["shy"]["content"] == 0
    assert found["bold"]["content"] > found[TEACHER]["content"] > 0


def test_all_views_of_a_small_painting_are_one(judged: Any) -> None:
    found = judged["paintings"]["256 px"]["colours"]["bold"]["gram"]
    assert len(set(found.values())) == 1


def test_the_card_names_painters_judges_and_who_is_absent(judged: Any) -> None:
    card = judges_card(**judged, used=frozenset({"colours"}))
    assert "Not at hand: vgg16" in card
    assert "colours (in a training's loss) | bold" in card
    assert "shift 1 px" in card
    assert "(in a training's loss)" not in judges_card(**judged, used=frozenset())


def test_what_a_training_looked_through_is_read_from_its_metrics(tmp_path: Path) -> None:
    lines = '{"step": 0, "feature_networks": ["vgg16"]}\n{"step": 20, "loss": 1}\n'
    (tmp_path / "fine.metrics.jsonl").write_text(lines)
    assert used_in_training(tmp_path) == {"vgg16"}
