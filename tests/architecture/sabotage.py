"""A copy of the source that may be broken on purpose, to prove that the guards bite."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import attrs

ROOT = Path(__file__).parents[2]


@attrs.frozen
class Copy:
    """`src` of its own; what runs on it sees this copy instead of the installed product."""

    src: Path

    @classmethod
    def at(cls, folder: Path) -> "Copy":
        """Copy the product's source into `folder`."""
        copied = shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
        return cls(copied)

    def append(self, file: str, line: str) -> None:
        """Add a line to a file, which is made when it isn't there."""
        path = self.src / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_name("__init__.py").touch()  # import-linter sees packages only
        with path.open("a", encoding="utf-8") as text:
            text.write(f"\n{line}\n")

    def replace(self, file: str, old: str, new: str) -> None:
        """Replace text that must be there, everywhere in a file."""
        path = self.src / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is gone from {file}: the sabotage proves nothing"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a program of the development environment on this copy."""
        return subprocess.run(  # noqa: S603
            [Path(sys.executable).with_name(program), *arguments],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(self.src), "NO_COLOR": "1", "COLUMNS": "200"},
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    def broken_contracts(self) -> set[str]:
        """Run import-linter and return the names of the contracts that this copy breaks."""
        done = self.run("lint-imports", "--no-logo", "--no-cache")
        broken = set(re.findall(r"^(.+) BROKEN\b", done.stdout, re.MULTILINE))
        assert bool(broken) == bool(done.returncode), done.stdout + done.stderr
        return broken
