"""Everything a training needs, put together: teacher, images, held-out images, models."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import keras
import numpy as np

from builder.distill.data.batches import (
    Batch,
    Share,
    StyleBatches,
    TrainingData,
    TransformerBatches,
)
from builder.distill.data.images import ImageFolder, centre_square
from builder.distill.data.kept_batches import KeptBatches
from builder.distill.data.style_views import pattern
from builder.distill.evaluate import (
    Pair,
    evaluate_style,
    evaluate_transformers,
    style_of,
    style_vectors,
)
from builder.distill.initialization import (
    start_from_student,
    start_from_style_network,
    start_from_teacher,
)
from builder.distill.sheet import contact_sheet
from builder.distill.students import StyleDistillation, TransformerDistillation
from builder.distill.teacher import Teacher
from builder.distill.training import Plan, StylePlan, Training
from builder.networks.architecture.style import (
    STYLE_IMAGE_SIZE,
    StyleNetwork,
    StyleShape,
    build_style_network,
    scale_to_unit,
)
from builder.networks.architecture.transformer import TransformerShape, build_transformer
from builder.networks.network_set import STYLE, NetworkSet

TRANSFORMERS = {"swift": TransformerShape(repeat=1), "fine": TransformerShape(repeat=0)}
"""The transformers that can be trained, fastest first."""

STYLE_NETWORK = StyleShape(
    stages=((32, 1, 3), (48, 3, 3), (72, 6, 3), (104, 5, 3)), head=384, hidden=256
)
"""The style network that can be trained."""

HELD_OUT_CONTENTS = 40
HELD_OUT_STYLES = 60
_SHEET_COLUMNS = 8


@dataclass(frozen=True)
class Experiment:
    """A teacher and the images to learn from.

    Attributes:
        folder: where each network's checkpoint, metrics and contact sheets go, by role.
        manifest: a table of the images' sources and licences, if one lies beside the folders.
    """

    teacher: Teacher
    contents: ImageFolder
    styles: ImageFolder
    folder: Path
    seed: int
    manifest: Path | None

    @classmethod
    def open(
        cls, teacher: Path, contents: Path, styles: Path, folder: Path, seed: int
    ) -> Experiment:
        """Load the teacher and decode the images.

        Raises:
            NetworkFileError, UsageProblem: something is missing or cannot be read.
        """
        manifest = styles.parent / "manifest.csv"
        return cls(
            Teacher.load(teacher),
            ImageFolder.read(contents, HELD_OUT_CONTENTS),
            ImageFolder.read(styles, HELD_OUT_STYLES),
            folder,
            seed,
            manifest if manifest.is_file() else None,
        )

    @cached_property
    def mean(self) -> np.ndarray:
        """The mean of the teacher's vectors of all training styles, [100]."""
        return np.mean(self.teacher.vectors(_squares(self.styles.training)), axis=0)

    @cached_property
    def held_out_contents(self) -> np.ndarray:
        """Centred squares of the held-out contents, [40, 256, 256, 3] in [0, 1]."""
        return _squares(self.contents.held_out)

    @cached_property
    def held_out_styles(self) -> np.ndarray:
        """Centred squares of the held-out styles, [60, 256, 256, 3] in [0, 1]."""
        return _squares(self.styles.held_out)

    @cached_property
    def held_out_vectors(self) -> np.ndarray:
        """The teacher's style vectors of the held-out styles, [60, 100]."""
        return self.teacher.vectors(self.held_out_styles)

    @cached_property
    def held_out_patterns(self) -> np.ndarray:
        """A tile of each held-out style repeated, [60, 256, 256, 3] in [0, 1]; always the same."""
        styles = self.styles.held_out
        made = [pattern(image, np.random.default_rng(k)) for k, image in enumerate(styles)]
        return np.stack(made).astype(np.float32) / np.float32(255)

    def evaluate_style(self, network: StyleNetwork) -> dict[str, float]:
        """`network` against the teacher on the held-out styles, and on patterns made of them."""
        figures = evaluate_style(network, self.held_out_styles, self.held_out_vectors, self.mean)
        patterns = self.held_out_patterns
        found = evaluate_style(network, patterns, self._pattern_vectors, self.mean)
        return figures | {f"patterns_{name}": value for name, value in found.items()}

    @cached_property
    def _pattern_vectors(self) -> np.ndarray:
        return self.teacher.vectors(self.held_out_patterns)

    def style_training(
        self, plan: StylePlan, batch: int, *, start: NetworkSet | None, share: Share
    ) -> Training:
        """The training of the style network, from the weights of `start`'s if given."""
        keras.utils.set_random_seed(self.seed)
        network = build_style_network(STYLE_NETWORK)
        network.vector.bias.assign(self.mean)
        # Every process starts from the same weights, so from the same pictures.
        scale_to_unit(network, self._style_batches(batch, Share())(0)["images"])
        if start is not None:
            start_from_style_network(network, start.style_network())

        def evaluate(step: int) -> dict[str, float]:
            return self.evaluate_style(network)

        network.freeze(plan.frozen)
        batches: Callable[[int], Batch] = self._style_batches(batch, share)
        if plan.kept:
            folder = self.folder / f"{STYLE}-batches-{share.process}"
            images = len(self.styles.training), len(self.contents.training)
            key = {"seed": self.seed, "size": batch, "share": asdict(share), "images": images}
            batches = KeptBatches(batches, plan.kept, folder, key)
        return Training(StyleDistillation(network), batches, plan, self.folder / STYLE, evaluate)

    def _style_batches(self, size: int, share: Share) -> StyleBatches:
        return StyleBatches(self._training_data(share), size=size, mean=self.mean)

    def _training_data(self, share: Share) -> TrainingData:
        contents, styles = self.contents.training, self.styles.training
        return TrainingData(contents, styles, self.teacher, self.seed, share)

    def transformer_training(
        self,
        role: str,
        plan: Plan,
        batch: int,
        *,
        start: NetworkSet | None,
        critic: StyleNetwork | None,
        share: Share,
    ) -> Training:
        """The training of the transformer that the set calls `role`.

        It starts from the transformer of that role of the set `start` (from its last one where it
        has no such role), or else from what can be read off the teacher; `critic` looks at the
        texture of its paintings.
        """
        keras.utils.set_random_seed(self.seed)
        network = build_transformer(TRANSFORMERS[role], name=role)
        start_from_teacher(network, self.teacher)
        if start is not None:
            donor = role if role in start.transformers else start.transformers[-1]
            start_from_student(network, start.transformer(donor))
        data = self._training_data(share)
        batches = TransformerBatches(data, size=batch, hint_steps=plan.steps)
        folder = self.folder / role

        def evaluate(step: int) -> dict[str, float]:
            self.sheet(network).save(folder / f"sheet-{step:06d}.jpg", quality=88)
            pairs = self._pairs(critic)
            return evaluate_transformers({role: network}, self.teacher, pairs, self.mean)[role]

        model = TransformerDistillation(network, self.teacher, self.mean, critic)
        return Training(model, batches, plan, folder, evaluate)

    def _pairs(self, style_network: StyleNetwork | None) -> Iterator[Pair]:
        """Each held-out content once, with a style of its own."""
        told = self.held_out_vectors
        styles = self.held_out_styles
        own = None if style_network is None else style_vectors(style_network, styles)
        for n, content in enumerate(self.held_out_contents):
            k = style_of(n, len(told))
            yield Pair(content, told[k], None if own is None else own[k], told[k])

    def sheet(self, transformer: Any) -> Any:
        """A contact sheet of held-out pairs: content, style, teacher, student downwards."""
        columns = []
        for k in range(_SHEET_COLUMNS):
            content = self.held_out_contents[5 * k % len(self.held_out_contents)]
            style = style_of(k, len(self.held_out_styles))
            vector = self.held_out_vectors[style]
            told = self.teacher.painting(content, vector)
            made = np.asarray(transformer.predict_on_batch([content[None], vector[None]]))[0]
            columns.append([content, self.held_out_styles[style], told, made])
        return contact_sheet(columns)


def _squares(images: tuple[np.ndarray, ...]) -> np.ndarray:
    squares = [centre_square(image, STYLE_IMAGE_SIZE) for image in images]
    return np.stack(squares).astype(np.float32) / np.float32(255)
