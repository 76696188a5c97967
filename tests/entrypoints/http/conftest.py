from pathlib import Path

import pytest

from tests.entrypoints.http.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """The panel under https, its frontend not built."""
    return Stage(frontend=tmp_path / "dist")
