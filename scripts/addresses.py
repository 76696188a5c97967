"""Find addresses that are true on one machine only: package registries in locks, and absolute home paths."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
_BINARY = {
    ".avif",
    ".gif",
    ".gz",
    ".ico",
    ".jpg",
    ".jpeg",
    ".mp4",
    ".png",
    ".webp",
    ".woff",
    ".woff2",
    ".zip",
}
_TELLS = {
    "a package registry": re.compile(
        r"\b(?:registry|pypi|npm|artifactory|nexus|mirrors?|proxy)\.[a-z0-9-]+(?:\.[a-z0-9-]+)+\b"
        r"|//[a-z0-9.-]*(?:pypi|pythonhosted|npmjs|yarnpkg|npmmirror)[a-z0-9.-]*"
        r"|--(?:extra-)?index-url\s|--find-links\s|/-/[\w.-]+\.tgz\b"
    ),
    "an absolute path of one machine": re.compile(
        r"""(?:(?<=[\s"'`=:(,])|^)(?:file://)?/(?:root|work|workspace|tmp|mnt|Users/\w+|home/\w+)/[\w.-]"""
    ),
}


def texts() -> Iterator[Path]:
    """Every text file that is tracked or about to be, from the repository's root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.split("\0"):
        path = ROOT / name
        if name and path.suffix not in _BINARY and path.is_file():
            yield path


def findings(text: str) -> Iterator[str]:
    """Each address in a text, as `line number: what was found`."""
    for number, line in enumerate(text.splitlines(), 1):
        for what, tell in _TELLS.items():
            if found := tell.search(line):
                yield f"{number}: {what}: {found.group().strip()}"


def tree_findings() -> list[str]:
    """Each address in the repository, as `path:line number: what was found`."""
    return [
        f"{path.relative_to(ROOT)}:{finding}"
        for path in texts()
        if path != Path(__file__)  # the patterns would find themselves
        for finding in findings(path.read_text(encoding="utf-8", errors="replace"))
    ]


def main() -> int:
    found = tree_findings()
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
