"""Every format of one patient's summary: how long a person waits for it.

All shipped cases are written in every format; besides, the first in a fresh interpreter, which
also pays for its library. The goal is under a second for each, on a machine of this class.
"""

from __future__ import annotations

import subprocess
import sys
from statistics import median
from time import perf_counter

from lems_rules import load_content
from lems_rules.exports.catalogue import FORMATS, Export, Format, export_of
from lems_rules.reasoning.assessment import Consideration, read_answers

FIRST = """
from time import perf_counter
from lems_rules import load_content
from lems_rules.reasoning.assessment import Consideration, read_answers
from lems_rules.exports.catalogue import FORMATS, export_of
content = load_content()
answers = max((case.answers for case in content.cases.values()), key=len)
one = export_of(Consideration(content, read_answers(content, answers)))
start = perf_counter()
FORMATS[{name!r}].build(one)
print(perf_counter() - start)
"""


def report() -> None:
    content = load_content()
    patients = [read_answers(content, case.answers) for case in content.cases.values()]
    told = [export_of(Consideration(content, one)) for one in patients]
    rounds = {name: [seconds(form, one) for one in told] for name, form in FORMATS.items()}
    first = {name: float(fresh(FIRST.format(name=name))) for name in FORMATS}
    plain = median(rounds["md"])
    print(f"One patient's summary, {len(told)} cases, ms")
    print(f"{'':14}{'median':>9}{'x Markdown':>12}{'slowest':>9}{'first':>9}")
    for name, took in rounds.items():
        middle = median(took)
        print(
            f"{name:14}{middle * 1e3:9.1f}{middle / plain:12.1f}"
            f"{max(took) * 1e3:9.0f}{first[name] * 1e3:9.0f}"
        )
    slow = [name for name in FORMATS if max(*rounds[name], first[name]) >= 1]
    print(f"A second or more, ever: {', '.join(slow) or 'none'}.")


def seconds(form: Format, one: Export) -> float:
    start = perf_counter()
    form.build(one)
    return perf_counter() - start


def fresh(code: str) -> str:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
