"""The pages that stand elsewhere in the repository, and links that lead out of the site."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from properdocs.structure.files import File

ROOT = Path(__file__).parents[2]
ELSEWHERE = {"authors.md": "content/README.md", "speed.md": "benchmarks/README.md"}
_HERE = {path: page for page, path in ELSEWHERE.items()}
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!\w+:|#)([^)#\s]+)(#[^)\s]*)?\)")


def on_files(files: Any, config: Any, **_: Any) -> Any:
    """Take the pages in that stand elsewhere."""
    for page, path in ELSEWHERE.items():
        files.append(File.generated(config, page, content=(ROOT / path).read_text("utf-8")))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """A link to a page leads there; one to a file of the repository becomes its path."""
    source = page.file.src_uri
    folder = posixpath.dirname(ELSEWHERE.get(source, f"docs/{source}"))

    def led(found: re.Match[str]) -> str:
        text, target, place = found[1], found[2], found[3] or ""
        path = posixpath.normpath(posixpath.join(folder, target))
        if path in _HERE:
            return f"[{text}]({_HERE[path]}{place})"
        if path.startswith("docs/"):
            return f"[{text}]({path.removeprefix('docs/')}{place})"
        return text if f"`{path}`" == text else f"{text} (`{path}`)"

    # The name of a library after `python` is for the tests.
    return re.sub(r"^```python \w+$", "```python", _LINK.sub(led, markdown), flags=re.MULTILINE)
