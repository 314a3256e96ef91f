"""One assessment against two peers that decide the same rules, and the cost of looking ahead.

The peers (`benchmarks.peers_of_one`) decide the level and the range of the score, and nothing else;
they keep no trace and are handed their inputs ready: each leaf as two booleans, known yes and known
no. That all three agree on every patient is checked before anything is timed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time
from timeit import timeit

import zen

from benchmarks.peers_of_one import Python, Verdict, Zen, inputs
from lems_rules import assess, load_content
from lems_rules.logic.circuit import Part
from lems_rules.reasoning.assessment import Consideration, read_answers
from lems_rules.reasoning.next_question import outlook
from lems_rules.reasoning.rulebook.conclusions import Wired
from lems_rules.reasoning.rulebook.wiring import rulebook

ROOT = Path(__file__).parents[1]
ROUNDS = 31


def concluded(given: Consideration) -> Verdict:
    rule, reach = given.conclusions.level_rule(), given.conclusions.score()
    return rule.id if rule else None, reach.low, reach.high


def medians(contestants: Mapping[str, Callable[[int], object]], patients: int) -> dict[str, float]:
    """Seconds of processor time for one patient: the median of rounds in which all take turns."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}

    def everyone(run: Callable[[int], object]) -> None:
        for i in range(patients):
            run(i)

    for _ in range(ROUNDS):
        for name, run in contestants.items():
            took = timeit(partial(everyone, run), number=3, timer=process_time)
            seconds[name].append(took / 3 / patients)
    return {name: median(times) for name, times in seconds.items()}


def report() -> None:
    content = load_content()
    book = rulebook(content)
    raw = [case.answers for case in content.cases.values()]
    patients = [read_answers(content, one) for one in raw]
    hand, other = Python(content), Zen(content)
    given = [inputs(hand.leaves, one) for one in patients]
    warm = [Consideration(content, one) for one in patients]

    decision = zen.ZenEngine().create_decision(json.dumps(other.graph))
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"rules": other.graph}}})
    for ready, one in zip(given, warm, strict=True):
        ours = concluded(one)
        peers = (
            hand.run(ready),
            other.told(decision.evaluate(ready)["result"]),
            other.told(engine.evaluate("rules", ready)["result"]),
        )
        if any(peer != ours for peer in peers):
            raise SystemExit(f"The rules differ, nothing was measured: {ours} and {peers}.")
        _ = one.outlook

    def parts(wired: Iterable[Wired]) -> list[Part]:
        return [part for rule in wired for part in (rule.when, *rule.unless)]

    levels = [book.rules[rule.id] for rule in content.suspicion.rules]
    same = [*book.findings.values(), *book.score.items, *parts(levels)]
    every = [*book.findings.values(), *book.score.items, *parts(book.rules.values())]

    def traced(patient: int, wanted: Sequence[Part]) -> None:
        conclusions = Consideration(content, patients[patient]).conclusions
        for part in wanted:
            conclusions.because(part)

    took = medians(
        {
            "hand": lambda i: hand.run(given[i]),
            "zen_decision": lambda i: decision.evaluate(given[i]),
            "zen_engine": lambda i: engine.evaluate("rules", given[i]),
            "concluded": lambda i: concluded(Consideration(content, patients[i])),
            "traced": lambda i: traced(i, same),
            "traced_all": lambda i: traced(i, every),
            "assess": lambda i: assess(content, raw[i]),
            "outlook": lambda i: outlook(content, patients[i]),
            "single": lambda i: (Consideration(content, patients[i]), warm[i].result()),
        },
        len(patients),
    )
    rows = {
        "plain Python, the same rules, no trace": "hand",
        "zen-engine, the same rules, no trace: create_decision": "zen_decision",
        "zen-engine, the same rules, no trace: static loader": "zen_engine",
        "lems_rules, all conclusions (every truth kept)": "concluded",
        "lems_rules, with the reasons of the same rules": "traced",
        "lems_rules, with the reasons of every finding and rule": "traced_all",
        "lems_rules, assess(): the whole result from raw answers": "assess",
    }
    print(f"One assessment, {len(patients)} published cases, median of {ROUNDS} rounds")
    print(f"{'':58}{'µs':>8}{'x hand':>9}{'x zen (decision)':>18}{'x zen (loader)':>16}")
    for label, name in rows.items():
        ratios = [took[name] / took[peer] for peer in ("hand", "zen_decision", "zen_engine")]
        print(
            f"{label:58}{took[name] * 1e6:8.1f}{ratios[0]:9.1f}{ratios[1]:18.2f}{ratios[2]:16.2f}"
        )
    print("\nWhat to ask next and whether the plan is settled, as a multiple of")
    for label, name in (
        ("one assessment, conclusions and result, without looking ahead", "single"),
        ("the conclusions alone", "concluded"),
    ):
        print(f"  {label:66}{took['outlook'] / took[name]:6.1f}")
    importing()


def importing() -> None:
    """Import times in fresh interpreters, and what must not come along."""
    times: dict[str, list[float]] = {"lems_rules": [], "pandas": []}
    for _ in range(5):
        for module, found in times.items():
            # The package gives its names when they are asked for.
            what = "from lems_rules import assess" if module == "lems_rules" else "import pandas"
            code = (
                f"import sys, time; start = time.process_time(); {what}; "
                "print(time.process_time() - start, *{'pandas', 'numpy'} & set(sys.modules))"
            )
            command = [sys.executable, "-c", code]
            output = subprocess.check_output(command, cwd=ROOT, text=True).split()
            found.append(float(output[0]))
            if module == "lems_rules" and output[1:]:
                raise SystemExit(f"import lems_rules also loads {' and '.join(output[1:])}.")
    ours, peer = median(times["lems_rules"]), median(times["pandas"])
    print(
        f"\nimport lems_rules: {ours:.2f} s, {ours / peer:.2f} of import pandas; "
        "it loads neither pandas nor NumPy."
    )
