"""Join the parts of the chat widget into the one script that other websites load.

The parts in `static/widget/` are ordinary ES modules, so that an editor can follow them. A page
needs a single classic script, because only that loads from another site without CORS and knows
its own address. There is no build step: the server joins the parts when it starts.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

from rjsmin import jsmin

PARTS = Path(__file__).resolve().parent / "static" / "widget"
ORDER = (
    "words.js",
    "dom.js",
    "server.js",
    "crisis.js",
    "reach.js",
    "paper.js",
    "talk.js",
    "summary.js",
    "element.js",
)


@lru_cache(maxsize=1)
def widget_script(folder: Path = PARTS) -> str:
    """The whole of `/widget.js`. A part that is missing raises `FileNotFoundError` at start."""
    style = _squeezed_style((folder / "style.css").read_text(encoding="utf-8"))
    parts = [_joined_part((folder / name).read_text(encoding="utf-8")) for name in ORDER]
    body = "\n".join([f"const STYLE = {json.dumps(style)};", *parts])
    script: str = jsmin(f'(() => {{\n"use strict";\n{body}\n}})();\n')
    return script


def _joined_part(source: str) -> str:
    """One module without its imports and exports."""
    kept = (line for line in source.splitlines() if not line.startswith("import "))
    return "\n".join(line.removeprefix("export ") for line in kept)


def _squeezed_style(source: str) -> str:
    without_comments = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    spaced = re.sub(r"\s+", " ", without_comments).strip()
    short = re.sub(r"(?<!\d)0(?=\.\d)", "", spaced)
    return re.sub(r" ?([{};,]) ?|(?<=:) ", r"\1", short).replace(";}", "}")
