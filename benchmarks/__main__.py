"""`make bench`: run every benchmark, print a table, write var/bench.json."""

import argparse
import asyncio
import json
import tempfile
from pathlib import Path

import attrs

from benchmarks.figure import Figure
from benchmarks.indexing import measure_indexing
from benchmarks.limits import measure_limits
from benchmarks.searching import measure_searching

COMMAND = "make bench"
SUITE = (measure_indexing, measure_searching, measure_limits)


async def measure(scale: float) -> list[Figure]:
    figures: list[Figure] = []
    for one in SUITE:
        with tempfile.TemporaryDirectory() as folder:
            figures += await one(Path(folder), scale)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--small", action="store_true", help="a tenth of the size: does it still run?")
    scale = 0.1 if parser.parse_args().small else 1.0
    figures = asyncio.run(measure(scale))
    print(f"{'':44} {'ours':>12} {'reference':>12} {'ratio':>8}  unit")
    for one in figures:
        print(f"{one.name:44} {one.ours:12,.1f} {one.reference:12,.1f} {one.ratio:7.1f}×  {one.unit}")
    target = Path("var/bench.json")
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps([{**attrs.asdict(one), "command": COMMAND} for one in figures], indent=2))
    print(f"\nwritten to {target}")


main()
