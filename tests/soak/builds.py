"""Ends builds in the middle: killed, asked to end, out of space, without permission.

After each the site must be whole, the old or the new one, and what is the user's untouched; where a
build was killed, once the next has begun. The next build must leave no litter.

`python -m tests.soak builds --count 200 --seed 1`
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from builder.cache import file_digest
from builder.files import PREFIX
from builder.site.output.inventory import FILE, Inventory
from tests.soak.moves import give_back

_REPOSITORY = Path(__file__).resolve().parents[2]
_SETTINGS = 'card = false\ntitle = "{title}"\nbase_url = "https://example.org/{title}/"\n'
_OWN = {"CNAME": "example.org", ".git/config": "mine", "notes/thesis.txt": "years of work"}
_FREE = "=-dac_override,-dac_read_search"
OBEDIENT = () if os.geteuid() else ("setpriv", f"--bounding-set{_FREE}", f"--inh-caps{_FREE}")
"""Before a command: has root obey permissions, as others do."""

_PATIENCE = 900


def end_builds(count: int, seed: int) -> list[str]:
    """End so many builds at random points; what was wrong afterwards."""
    rng = np.random.default_rng(seed)
    with TemporaryDirectory() as name:
        trial = _Trial(Path(name), rng)
        faults = []
        for number in range(count):
            way = _WAYS[int(rng.integers(len(_WAYS)))]
            way(trial)
            faults += [f"number {number}, {way.__name__}: {fault}" for fault in trial.wrong()]
            if number % 10 == 9 or number == count - 1:
                trial.clean_build()
                faults += [f"after number {number}: {fault}" for fault in trial.wrong(clean=True)]
        print(f"ended builds left: {dict(trial.left)}")
        return faults


class _Trial:
    """A folder with settings and a site that is built again and again."""

    def __init__(self, folder: Path, rng: np.random.Generator) -> None:
        self.folder, self.rng = folder, rng
        self.site = folder / "site"
        self.left: Counter[str] = Counter()
        self._title = 0
        began = time.monotonic()
        self.clean_build()
        # The first one fills the cache.
        began = time.monotonic()
        self.clean_build()
        self.seconds = time.monotonic() - began
        for file, text in _OWN.items():
            (self.site / file).parent.mkdir(exist_ok=True)
            (self.site / file).write_text(text, encoding="utf-8")

    def start(
        self, limit: Callable[[], None] | None = None, prefix: Sequence[str] = ()
    ) -> subprocess.Popen[str]:
        """Begin a build whose pages differ from those of the last one."""
        self._title += 1
        settings = _SETTINGS.format(title=f"t{self._title}")
        (self.folder / "site.toml").write_text(settings, encoding="utf-8")
        return subprocess.Popen(
            [*prefix, sys.executable, "-m", "builder"],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(_REPOSITORY)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=limit,
        )

    def clean_build(self) -> None:
        """Build, and let it be."""
        process = self.start()
        said, _ = process.communicate(timeout=_PATIENCE)
        if process.returncode:
            raise RuntimeError(said)

    def wrong(self, *, clean: bool = False) -> list[str]:
        """What is wrong with the site now."""
        inventory = Inventory.read(self.site)
        if inventory is None:
            return ["the list of files is gone"]
        faults = [
            f"{name} is not what the list says"
            for name, digest in inventory.files.items()
            if name != FILE and not _is(self.site / name, digest)
        ]
        faults += [
            f"{name} of the user's was changed"
            for name, text in _OWN.items()
            if self.left and not _reads(self.site / name, text)
        ]
        litter = [path.name for path in self.folder.rglob(f"{PREFIX}*")]
        if clean and litter:
            faults.append(f"{litter} were left")
        pages = (self.site / "index.html").read_text(encoding="utf-8")
        self.left["new" if f"/t{self._title}/" in pages else "old"] += 1
        return faults


def _is(file: Path, digest: str) -> bool:
    return file.is_file() and file_digest(file) == digest


def _reads(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text(encoding="utf-8") == text


def _ended(trial: _Trial, number: int) -> None:
    process = trial.start()
    time.sleep(float(trial.rng.uniform(0, trial.seconds)))
    process.send_signal(number)
    said, _ = process.communicate(timeout=_PATIENCE)
    _check(said)


def killed(trial: _Trial) -> None:
    """SIGKILL, at any time; in the moves it is the next build that gives the old site back."""
    _ended(trial, signal.SIGKILL)
    give_back(trial.site)


def asked_to_end(trial: _Trial) -> None:
    """SIGTERM, at any time."""
    _ended(trial, signal.SIGTERM)


def interrupted(trial: _Trial) -> None:
    """Ctrl+C, at any time."""
    _ended(trial, signal.SIGINT)


def out_of_space(trial: _Trial) -> None:
    """No file may be larger than a little: writing fails as on a full disk."""
    most = int(trial.rng.integers(1, 1_500_000))
    process = trial.start(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
    said, _ = process.communicate(timeout=_PATIENCE)
    _check(said)


def without_permission(trial: _Trial) -> None:
    """The site's folder may not be written to."""
    trial.site.chmod(0o555)
    try:
        process = trial.start(prefix=OBEDIENT)
        said, _ = process.communicate(timeout=_PATIENCE)
        _check(said)
    finally:
        trial.site.chmod(0o755)


def _check(said: str) -> None:
    if "Traceback" in said and "KeyboardInterrupt" not in said:
        raise RuntimeError(said)


_WAYS = [killed, killed, asked_to_end, interrupted, out_of_space]
if os.geteuid() or shutil.which("setpriv"):
    _WAYS.append(without_permission)
