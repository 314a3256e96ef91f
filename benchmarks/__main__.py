"""Measures the parts one after the other; the name of a part measures it alone."""

import sys

from benchmarks import clicks, cohort, engine, exports, load, replicas, rooms

PARTS = {
    "engine": engine.report,
    "cohort": cohort.report,
    "exports": exports.report,
    "clicks": clicks.report,
    "rooms": rooms.report,
    "load": load.report,
    "replicas": replicas.report,
}

wanted = sys.argv[1:] or list(PARTS)
if unknown := set(wanted) - set(PARTS):
    sys.exit(f"No such part: {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.")
for name in wanted:
    PARTS[name]()
    print()
