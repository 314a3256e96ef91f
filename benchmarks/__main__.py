"""Measures the engine, then the clicks; `engine` or `clicks` alone measures that part."""

import sys

from benchmarks import clicks, engine

PARTS = {"engine": engine.report, "clicks": clicks.report}

wanted = sys.argv[1:] or list(PARTS)
if unknown := set(wanted) - set(PARTS):
    sys.exit(f"No such part: {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.")
for name in wanted:
    PARTS[name]()
    print()
