"""Everything a training needs, put together: teacher, images, held-out images, models."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import keras
import numpy as np

from builder.distill.checks import HELD_OUT_CONTENTS, HELD_OUT_STYLES
from builder.distill.data.batches import (
    Batch,
    Share,
    StyleBatches,
    TrainingData,
    TransformerBatches,
)
from builder.distill.data.images import ImageFolder, centre_square
from builder.distill.data.style_pairs import StylePairBatches
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
from builder.distill.judges.networks import FeatureNetwork
from builder.distill.sheet import contact_sheet
from builder.distill.stages import Stage
from builder.distill.students.distillation import (
    DistillationModel,
    StyleDistillation,
    TransformerDistillation,
)
from builder.distill.students.refinement import TransformerRefinement
from builder.distill.teacher import Teacher
from builder.distill.training import Readout, Training
from builder.errors import UsageProblem
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

_SHEET_COLUMNS = 8


@dataclass(frozen=True)
class Experiment:
    """A teacher and the images to learn from.

    Attributes:
        folder: where each stage's checkpoint, metrics and contact sheets go, by its name.
        manifest: a table of the images' sources and licences, if one lies beside the folders.
    """

    teacher: Teacher
    contents: ImageFolder
    styles: ImageFolder
    folder: Path
    manifest: Path | None

    @classmethod
    def open(cls, teacher: Path, contents: Path, styles: Path, folder: Path) -> Experiment:
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

    def training(
        self,
        stage: Stage,
        *,
        start: NetworkSet | None,
        critic: StyleNetwork | None,
        loss_networks: Mapping[str, FeatureNetwork],
        share: Share,
    ) -> Training | Readout:
        """The training of a `stage` of a plan.

        It goes on from the network of that role of the set `start` (a transformer from the last
        one where the set has no such role), or else starts from what can be read off the teacher.
        `critic`, a style network, looks at the texture of a transformer's paintings.

        Raises:
            UsageProblem: a refinement has nothing to start from or to look with.
        """
        keras.utils.set_random_seed(stage.seed)
        data = self._training_data(stage.seed, share)
        if stage.network == STYLE:
            make = self._readout if stage.readout else self._style_training
            return make(stage, data, start)
        role, folder = stage.network, self.folder / stage.name
        network = build_transformer(TRANSFORMERS[role], name=role)
        start_from_teacher(network, self.teacher)
        if start is not None:
            donor = role if role in start.transformers else start.transformers[-1]
            start_from_student(network, start.transformer(donor))
        model: DistillationModel
        batches: Callable[[int], Batch]
        steps = stage.plan.steps
        if stage.refinement is None:
            model = TransformerDistillation(network, self.teacher, self.mean, critic)
            batches = TransformerBatches(data, size=stage.batch, hint_steps=steps)
        else:
            if start is None or critic is None:
                raise UsageProblem(
                    f"Stage {stage.name} refines a transformer, and there is none, or no style "
                    "network: give --start, or put their stages before it."
                )
            told = stage.refinement
            looking = _wanted(told.loss_networks, loss_networks, stage.name)
            model = TransformerRefinement(network, self.teacher, critic, looking, told.weights)
            least = told.weights.teacher_end
            batches = StylePairBatches(data, size=stage.batch, steps=steps, teacher=least)

        def evaluate(step: int) -> dict[str, float]:
            self.sheet(network).save(folder / f"sheet-{step:06d}.jpg", quality=88)
            pairs = self._pairs(critic)
            return evaluate_transformers({role: network}, self.teacher, pairs, self.mean)[role]

        return Training(model, batches, stage.plan, folder, evaluate)

    def _style_training(
        self, stage: Stage, data: TrainingData, start: NetworkSet | None
    ) -> Training:
        network = build_style_network(STYLE_NETWORK)
        network.vector.bias.assign(self.mean)
        batches = StyleBatches(data, size=stage.batch, mean=self.mean)
        # Every process starts from the same weights, so from the same pictures.
        common = StyleBatches(replace(data, share=Share()), size=stage.batch, mean=self.mean)
        scale_to_unit(network, common(0)["images"])
        if start is not None:
            start_from_style_network(network, start.style_network())

        def evaluate(step: int) -> dict[str, float]:
            return self.evaluate_style(network)

        folder = self.folder / stage.name
        return Training(StyleDistillation(network), batches, stage.plan, folder, evaluate)

    def _readout(self, stage: Stage, data: TrainingData, start: NetworkSet | None) -> Readout:
        if start is None:
            raise UsageProblem(
                f"Stage {stage.name} solves the last layer of a style network, and there is none: "
                "give --start, or put its training before it."
            )
        network = start.style_network()
        batches = StyleBatches(data, size=stage.batch, mean=self.mean)
        folder = self.folder / stage.name
        return Readout(
            network, batches, stage.plan.steps, folder, lambda: self.evaluate_style(network)
        )

    def _training_data(self, seed: int, share: Share) -> TrainingData:
        return TrainingData(self.contents.training, self.styles.training, self.teacher, seed, share)

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


def _wanted(
    names: tuple[str, ...], known: Mapping[str, FeatureNetwork], stage: str
) -> dict[str, FeatureNetwork]:
    missing = [name for name in names if name not in known]
    if missing:
        raise UsageProblem(
            f"Stage {stage} looks at paintings with {missing[0]}: "
            f"give --loss-network {missing[0]}=FILE."
        )
    return {name: known[name] for name in names}


def _squares(images: tuple[np.ndarray, ...]) -> np.ndarray:
    squares = [centre_square(image, STYLE_IMAGE_SIZE) for image in images]
    return np.stack(squares).astype(np.float32) / np.float32(255)
