from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from builder.cli import main
from builder.convert.convert_set import convert_network, convert_set
from builder.errors import NetworkFileError, UnknownNetworkSetError, UsageProblem
from builder.gallery.sample_photos import sample_photos
from builder.graph_model.quantization import QuantizationPlan
from builder.networks.catalog import find_set
from builder.networks.importers.classify import Pair, pair_of
from builder.networks.importers.sources import find_networks, read_network
from builder.networks.importing import Labels, check_name, import_on_the_fly, import_set
from builder.networks.locations import imported_sets
from builder.networks.network_set import NetworkSet
from tests.pictures import resize, style_square

_TYPES = {"DT_FLOAT": 1, "DT_INT32": 3}


@pytest.fixture(scope="module")
def magenta(shared: Path) -> Path:
    return shared / "networks" / "magenta-mobile"


@pytest.fixture(scope="module")
def magenta_set(magenta: Path) -> NetworkSet:
    return import_on_the_fly(magenta)


@pytest.fixture(scope="module")
def transformer(network_set: NetworkSet) -> tuple[Any, str]:
    """The fastest transformer of the set under test, and its name."""
    name = network_set.transformers[0]
    return network_set.network(name), name


@pytest.fixture(scope="module")
def sources(
    network_set: NetworkSet, transformer: tuple[Any, str], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The set under test as published networks of several kinds, a folder for each."""
    import tensorflow as tf

    from builder.networks.export import export

    folder = tmp_path_factory.mktemp("sources")
    style, (paint, name) = network_set.style_network(), transformer
    export(style, "style", folder / "saved" / "style")
    export(paint, name, folder / "saved" / "paint")

    both = tf.Module()
    both.weights = [variable.value for variable in style.variables + paint.variables]

    def run(content: Any, image: Any) -> dict[str, Any]:
        return {"output_0": paint([content, style(image, training=False)], training=False)}

    signature = [
        tf.TensorSpec((None, None, None, 3), tf.float32, name="placeholder"),
        tf.TensorSpec((None, 256, 256, 3), tf.float32, name="placeholder_1"),
    ]
    both.run = tf.function(run, input_signature=signature)
    tf.saved_model.save(both, str(folder / "both"), signatures={"serving_default": both.run})

    (folder / "keras").mkdir()
    style.save(folder / "keras" / "style.keras")
    paint.save(folder / "keras" / "paint.keras")

    for role in ("style", name):
        converted = convert_network(network_set, role, "none")
        shutil.copytree(converted.folder, folder / "tfjs" / role)
        shutil.copytree(converted.folder, folder / "tfjs2018" / role)
        _age(folder / "tfjs2018" / role / "model.json")
    return folder


def _age(file: Path) -> None:
    """Spell a graph model as in 2018: no format, no signature, texts as lists of bytes."""
    model = json.loads(file.read_text(encoding="utf-8"))
    for node in model["modelTopology"]["node"]:
        for value in node.get("attr", {}).values():
            if "s" in value:
                value["s"] = list(base64.b64decode(value["s"]))
            if texts := value.get("list", {}).get("s"):
                value["list"]["s"] = [list(base64.b64decode(text)) for text in texts]
            if value.get("type") in _TYPES:
                value["type"] = _TYPES[value["type"]]
    kept = {key: model[key] for key in ("modelTopology", "weightsManifest")}
    file.write_text(json.dumps(kept), encoding="utf-8")


def _read(*paths: Path) -> Pair:
    return pair_of([read_network(network) for network in find_networks(paths)])


@pytest.fixture
def no_sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No set was imported yet, though the cache of the tests may be kept from an earlier run."""
    monkeypatch.setenv("ATELIER_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def content() -> np.ndarray:
    photo = np.asarray(sample_photos()[0].load())
    return resize(photo, 96, 64)[None].astype(np.float32) / 255


@pytest.fixture
def image() -> np.ndarray:
    return style_square(np.asarray(sample_photos()[1].load()))[None]


@pytest.mark.parametrize("kind", ["saved", "both", "keras", "tfjs", "tfjs2018"])
def test_every_kind_of_source_computes_what_the_network_does(
    kind: str,
    sources: Path,
    network_set: NetworkSet,
    transformer: tuple[Any, str],
    content: np.ndarray,
    image: np.ndarray,
) -> None:
    pair = _read(sources / kind)
    assert (pair.style.size, pair.style.length) == (256, 100)
    assert (pair.transformer.multiple, pair.transformer.minimum) == (4, 16)
    vector = np.asarray(network_set.style_network()(image))
    found = pair.style.frozen.run({pair.style.image: image}, pair.style.vector)
    np.testing.assert_allclose(found.reshape(1, -1), vector, rtol=1e-3, atol=1e-4)
    graph = pair.transformer
    feeds = {graph.content: content, graph.vector: vector.reshape(graph.vector_shape)}
    painted = graph.frozen.run(feeds, graph.painted)
    np.testing.assert_allclose(painted, np.asarray(transformer[0]([content, vector])), atol=1e-4)


def test_an_import_is_a_set_like_any_other(
    sources: Path,
    network_set: NetworkSet,
    transformer: tuple[Any, str],
    content: np.ndarray,
    image: np.ndarray,
    no_sets: None,
) -> None:
    command = ["networks", "import", str(sources / "both"), "--name", "both", "--licence", "MIT"]
    command += ["--character", "Ours.", "--vector-space", "magenta-mobile"]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    assert "style: SavedModel, 351,166 parameters" in done.output
    assert "licence: MIT" in done.output
    chosen = find_set("both")
    assert "both" in imported_sets()
    assert (chosen.title, chosen.character, chosen.licence) == ("Both", "Ours.", "MIT")
    assert chosen.vector_space == "magenta-mobile"
    assert chosen.roles == ("style", "transformer")
    assert chosen.fingerprint("style") != chosen.fingerprint("transformer")
    assert chosen.shapes["transformer"]["folds"]
    vector = chosen.style_network()(image)
    np.testing.assert_allclose(vector, network_set.style_network()(image), rtol=1e-3, atol=1e-4)
    painted = chosen.transformer("transformer")([content, vector])
    np.testing.assert_allclose(painted, transformer[0]([content, vector]), atol=1e-4)
    with pytest.raises(UnknownNetworkSetError, match="has no network 'swift'"):
        chosen.network("swift")
    with pytest.raises(UsageProblem, match="--force"):
        import_set([sources / "keras"], Labels("both"))
    shard = next((chosen.folder / "style").glob("*.bin"))
    shard.write_bytes(shard.read_bytes()[:-4])
    with pytest.raises(NetworkFileError, match=shard.name):
        find_set("both").network("style")


def test_magentas_pair_is_described_for_the_engine(magenta_set: NetworkSet, tmp_path: Path) -> None:
    described = convert_set(magenta_set, tmp_path / "set", QuantizationPlan())
    assert described["vectorSpace"] == described["name"] == "magenta-mobile"
    assert (described["vectorSize"], described["licence"]) == (100, "Apache-2.0")
    assert described["character"].endswith(".")
    entry = described["transformers"]["transformer"]
    assert entry["styleShape"] == [1, 1, 1, 100]
    assert (entry["cells"], entry["cellSize"]) == (entry["output"], 1)
    assert (entry["multiple"], entry["minimum"]) == (4, 16)
    assert len(entry["program"]["cins"]) == 13
    assert json.loads((tmp_path / "set" / "set.json").read_text("utf-8")) == described


def test_magentas_pair_paints_as_tensorflow_lite_does(
    magenta: Path, magenta_set: NetworkSet, record_property: Callable[[str, object], None]
) -> None:
    """The files as shipped, against the interpreter: under 2 of 255 in the mean."""
    from builder.graph_model.read import read_graph_model
    from builder.graph_model.run import load_function

    style, paint = (
        load_function(read_graph_model(convert_network(magenta_set, role, "float16").folder))
        for role in magenta_set.roles
    )
    predict = _interpreter(magenta / "style_predict_int8.tflite")
    transfer = _interpreter(magenta / "style_transfer_f16.tflite")
    photos = [np.asarray(photo.load()) for photo in sample_photos()]
    content = resize(photos[0], 384, 384)[None].astype(np.float32) / 255
    differences = []
    for photo in photos:
        image = style_square(photo)[None]
        expected = transfer(content, predict(image))
        vector = style({"style_image": image})["style_vector"]
        painted = paint({"content_image": content, "style_vector": vector})["painted"]
        differences.append(255 * np.abs(painted - expected).mean())
    record_property("mean differences of 255", str(np.round(differences, 2)))
    assert np.mean(differences) < 1.7
    assert max(differences) < 3


def _interpreter(file: Path) -> Callable[..., np.ndarray]:
    import tensorflow as tf

    interpreter = tf.lite.Interpreter(str(file))
    interpreter.allocate_tensors()

    def run(*values: np.ndarray) -> np.ndarray:
        for detail, value in zip(interpreter.get_input_details(), values, strict=True):
            interpreter.set_tensor(detail["index"], value)
        interpreter.invoke()
        return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])

    return run


def test_a_folder_is_imported_once(
    magenta: Path,
    magenta_set: NetworkSet,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("builder.networks.importing._write", None)
    assert find_set(str(magenta)) == magenta_set


def test_a_transformer_of_2018_is_imported(shared: Path, sources: Path, no_sets: None) -> None:
    labels = Labels("nakano", vector_space="inception")
    transformer = shared / "networks" / "nakano" / "transformer_separable"
    chosen = import_set([transformer, sources / "tfjs2018" / "style"], labels)
    entry = chosen.shapes["transformer"]
    assert entry["kind"] == "TensorFlow.js graph model"
    assert entry["vector"] == [1, 1, 1, 100]
    assert not entry["folds"]


def test_a_missing_shard_is_named(shared: Path) -> None:
    with pytest.raises(NetworkFileError, match=r"group1-shard1of3 is missing.*9,544,344 bytes"):
        _read(shared / "networks" / "nakano")


def test_a_cut_off_shard_is_named(
    sources: Path, transformer: tuple[Any, str], tmp_path: Path
) -> None:
    folder = tmp_path / "tfjs"
    shutil.copytree(sources / "tfjs", folder)
    shard = sorted((folder / "style").glob("*.bin"))[0]
    size = shard.stat().st_size
    shard.write_bytes(shard.read_bytes()[: size // 2])
    with pytest.raises(
        NetworkFileError, match=rf"{shard.name} holds {size // 2:,} bytes instead of"
    ):
        _read(folder)


def test_missing_variables_are_named(sources: Path, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    shutil.copytree(sources / "saved", folder)
    (folder / "style" / "variables" / "variables.index").unlink()
    with pytest.raises(NetworkFileError, match=r"saved/style cannot be read"):
        _read(folder)
    data = folder / "paint" / "variables" / "variables.data-00000-of-00001"
    data.rename(data.with_name("variables.data-00001-of-00002"))
    with pytest.raises(NetworkFileError, match=r"variables.data-00000-of-00002 is missing"):
        _read(folder / "paint")
    data.with_name("variables.data-00001-of-00002").rename(
        data.with_name("variables.data-00000-of-x")
    )
    with pytest.raises(NetworkFileError, match=r"variables.data-00000-of-x has no name of a weig"):
        _read(folder / "paint")


def test_a_damaged_keras_file_is_named(sources: Path, tmp_path: Path) -> None:
    file = tmp_path / "style.keras"
    file.write_bytes((sources / "keras" / "style.keras").read_bytes()[:1000])
    with pytest.raises(NetworkFileError, match=r"style\.keras cannot be loaded by Keras"):
        _read(file)


def test_two_style_networks_are_no_pair(sources: Path) -> None:
    first, second = sources / "tfjs" / "style", sources / "keras" / "style.keras"
    with pytest.raises(NetworkFileError, match=r"2 style networks \(.*keras, .*\) and no transf"):
        _read(second, first)


def test_a_single_network_is_no_pair(sources: Path) -> None:
    with pytest.raises(NetworkFileError, match=r"is 1 style network \(.*\) and no transformer"):
        _read(sources / "tfjs" / "style")


def test_vectors_of_another_length_are_no_pair(
    sources: Path, magenta: Path, tmp_path: Path
) -> None:
    import keras

    images = keras.Input((256, 256, 3))
    network = keras.saving.load_model(sources / "keras" / "style.keras", compile=False)
    keras.Model(images, network(images)[:, :64]).save(tmp_path / "short.keras")
    with pytest.raises(NetworkFileError, match=r"short\.keras gives .* of 64 .* expects 100"):
        _read(tmp_path / "short.keras", magenta / "style_transfer_f16.tflite")


def test_networks_of_other_shapes_are_refused(transformer: tuple[Any, str], tmp_path: Path) -> None:
    import keras

    content, vector = keras.Input((None, None, 3)), keras.Input((100,))
    painted = transformer[0]([content, vector])
    keras.Model([content, vector], painted * 255).save(tmp_path / "bytes.keras")
    with pytest.raises(NetworkFileError, match=r"bytes\.keras paints values from .* 0 to 1"):
        _read(tmp_path / "bytes.keras")
    keras.Model([content, vector], painted[:, ::2]).save(tmp_path / "half.keras")
    with pytest.raises(NetworkFileError, match=r"half\.keras does not give a picture of the size"):
        _read(tmp_path / "half.keras")
    third = keras.Input((3, 5))
    keras.Model([content, vector, third], painted).save(tmp_path / "three.keras")
    with pytest.raises(NetworkFileError, match=r"three\.keras takes \[1, \?, \?, 3\], \[1, 100\]"):
        _read(tmp_path / "three.keras")


def test_sources_without_networks_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="absent does not exist"):
        find_networks([tmp_path / "absent"])
    for name in ("notes.txt", "style.weights.h5"):
        (tmp_path / name).touch()
    with pytest.raises(UsageProblem, match=r"is weights alone.*; give a folder or files with two"):
        find_networks([tmp_path])


def test_a_layers_model_is_refused(tmp_path: Path) -> None:
    model = {"format": "layers-model", "modelTopology": {"class_name": "Model"}}
    (tmp_path / "model.json").write_text(json.dumps(model), encoding="utf-8")
    with pytest.raises(NetworkFileError, match=r"model\.json is no TensorFlow\.js graph model"):
        _read(tmp_path)


@pytest.mark.parametrize(
    ("name", "says"),
    [("compact", "name of an embedded set"), ("a b", "cannot be called"), ("../x", "cannot be")],
)
def test_names_that_cannot_be_given(name: str, says: str) -> None:
    with pytest.raises(UsageProblem, match=says):
        check_name(name, force=True)


def test_a_published_set_that_is_not_here_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATELIER_CACHE", str(tmp_path))
    with pytest.raises(UnknownNetworkSetError, match="build-site networks fetch magenta-mobile"):
        find_set("magenta-mobile")


def test_networks_that_reach_files_are_refused(tmp_path: Path) -> None:
    import tensorflow as tf

    class Reads(tf.Module):  # type: ignore[misc]
        @tf.function(input_signature=[tf.TensorSpec((1, 256, 256, 3), tf.float32)])  # type: ignore[untyped-decorator]
        def run(self, image: Any) -> dict[str, Any]:
            size = tf.strings.length(tf.io.read_file("/etc/hostname"))
            return {"style_vector": tf.reduce_mean(image, (1, 2)) + tf.cast(size, tf.float32)}

    module = Reads()
    tf.saved_model.save(module, str(tmp_path / "reads"), signatures=module.run)
    with pytest.raises(NetworkFileError, match="ReadFile, which does more than compute"):
        read_network(tmp_path / "reads")


def test_keras_files_that_bring_code_are_refused(tmp_path: Path) -> None:
    import keras

    given = keras.Input((256, 256, 3))
    made = keras.layers.Lambda(lambda x: x)(given)
    keras.Model(given, keras.layers.GlobalAveragePooling2D()(made)).save(tmp_path / "a.keras")
    with pytest.raises(NetworkFileError, match="Lambda"):
        read_network(tmp_path / "a.keras")
