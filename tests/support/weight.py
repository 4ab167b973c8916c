"""What a page weighs on the wire."""

import gzip
import re
from pathlib import Path

from loadshare.home import PACKAGE


def weight_of(page: str) -> tuple[int, int]:
    """Bytes with and without fonts: the page gzipped, the files it names as they are served."""
    files = set(re.findall(r'(?:href|src)="/static/([^"#]+)["#]', page))
    sizes = {name: _served_size(PACKAGE / "static" / name) for name in files}
    fonts = sum(size for name, size in sizes.items() if name.endswith(".woff2"))
    total = len(gzip.compress(page.encode())) + sum(sizes.values())
    return total, total - fonts


def _served_size(path: Path) -> int:
    brotli = path.with_name(f"{path.name}.br")
    return (brotli if brotli.exists() else path).stat().st_size
