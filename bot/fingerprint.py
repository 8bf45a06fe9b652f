"""Whether something has changed since a model was trained on it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

SUFFIXES = {".py", ".yml", ".csv", ".txt"}


def fingerprint(root: Path, names: Sequence[str]) -> str:
    """A digest of the named files and folders below `root`, names and contents."""
    digest = hashlib.sha256()
    for path in _files(root, names):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(root: Path, names: Sequence[str]) -> Iterator[Path]:
    for name in names:
        path = root / name
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (p for p in found if p.is_file() and p.suffix in SUFFIXES)
