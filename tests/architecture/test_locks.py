"""What is declared, what is locked, and what is explained are the same packages."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNTIME = [Requirement(line) for line in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["build"]]
DEV = RUNTIME + [Requirement(line) for line in PROJECT["optional-dependencies"]["dev"]]
REASONS = (ROOT / "docs/decisions/dependencies.md").read_text(encoding="utf-8")


def locked(file: str) -> Iterator[tuple[str, str, int]]:
    """Each locked package of a file: its name, its version, and how many hashes it has."""
    text = (ROOT / "requirements" / file).read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line and not line.lstrip().startswith("#"):
            name, version = re.split(r"==|\s", line, maxsplit=2)[:2]
            yield canonicalize_name(name), version, line.count("--hash=sha256:")


@pytest.mark.parametrize(("file", "declared"), [("runtime.txt", RUNTIME), ("dev.txt", DEV)])
def test_every_declared_package_is_locked_to_a_fitting_version(
    file: str, declared: list[Requirement]
) -> None:
    versions = {(name, version) for name, version, _ in locked(file)}
    for requirement in declared:
        assert any(
            name == canonicalize_name(requirement.name) and requirement.specifier.contains(version)
            for name, version in versions
        ), f"{requirement} is not in {file}: lock again, as CONTRIBUTING.md says"


@pytest.mark.parametrize("file", ["runtime.txt", "dev.txt"])
def test_every_locked_package_has_hashes(file: str) -> None:
    packages = list(locked(file))
    assert packages
    assert not [name for name, _, hashes in packages if not hashes]


def test_tests_run_on_the_very_packages_that_run_the_product() -> None:
    tested = {(name, version) for name, version, _ in locked("dev.txt")}
    assert {(name, version) for name, version, _ in locked("runtime.txt")} <= tested


def test_every_declared_package_says_why_it_is_here() -> None:
    explained = {canonicalize_name(word) for word in re.findall(r"[a-z][\w.-]+", REASONS)}
    assert {canonicalize_name(requirement.name) for requirement in DEV} <= explained
