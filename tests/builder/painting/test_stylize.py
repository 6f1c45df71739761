from __future__ import annotations

import pytest

from builder.errors import UsageProblem
from builder.painting.stylize import check_weights


@pytest.mark.parametrize("weights", [[1], [1, 2, 3], [1, -1], [0, 0], [1, float("nan")]])
def test_weights_that_cannot_be_shares(weights: list[float]) -> None:
    with pytest.raises(UsageProblem, match="--weights"):
        check_weights(weights, 2)
