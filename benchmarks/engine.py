"""One assessment against two peers that decide the same rules, and the cost of looking ahead.

The peers decide the level rules J1 to L4 and the DELTA-P range, and nothing else; they keep no
trace and are handed their inputs ready: each answer as two booleans, known yes and known no.
That all three agree on every patient is checked before anything is timed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from timeit import timeit
from typing import Any

import zen
from pydantic import TypeAdapter

from lems_rules import assess, load_content
from lems_rules.logic.circuit import Part
from lems_rules.logic.condition import Condition, Leaf, holds_for
from lems_rules.reasoning.assessment import Consideration, read_answers
from lems_rules.reasoning.next_question import outlook
from lems_rules.reasoning.rulebook.conclusions import Wired
from lems_rules.reasoning.rulebook.wiring import rulebook
from lems_rules.schema.questions.item import Answers

ROOT = Path(__file__).parents[1]
ROUNDS = 31

Inputs = dict[str, bool]
Verdict = tuple[str | None, int, int]  # the rule that gave the level, DELTA-P from and to

LEAVES = {
    "legs": "proximal_leg_weakness",
    "arms": "proximal_arm_weakness",
    "reflexes_return": "reflex_facilitation",
    "reflexes_low": "tendon_reflexes is reduced or absent",
    "reflexes_brisk": "tendon_reflexes is brisk",
    "reflexes_lively": "tendon_reflexes is normal or brisk",
    "dry_mouth": "dry_mouth",
    "constipation": "constipation",
    "impotent": "erectile_dysfunction",
    "orthostatic": "orthostatic_symptoms",
    "urinary": "urinary_symptoms",
    "dry_eyes": "dry_eyes",
    "blurred": "blurred_vision",
    "sweating": "reduced_sweating",
    "pupils": "sluggish_pupils",
    "low_cmap": "cmap_amplitude_at_rest is low",
    "decrement_10": "low_rate_decrement_percent >= 10",
    "decrement_told": "decrement_reported",
    "increment_60": "cmap_increment_percent >= 60",
    "increment_told": "increment_reported",
    "pq": "vgcc_pq_antibody is positive",
    "pq_negative": "vgcc_pq_antibody is negative",
    "motor_neuron": "upper_motor_neuron_signs",
    "jitter_normal": "single_fibre_emg is normal",
    "improves": "brief_exercise_improvement",
    "sclc": "known_cancer is sclc",
    "achr": "achr_antibody is positive",
    "achr_negative": "achr_antibody is negative",
    "musk": "musk_antibody is positive",
    "sox1": "sox1_antibody is positive",
    "ocular_first": "first_site is ocular",
    "early_bulbar": "early_bulbar_involvement",
    "dysarthria": "dysarthria",
    "dysphagia": "dysphagia",
    "chewing": "chewing_difficulty",
    "neck": "neck_weakness",
    "early_impotent": "early_erectile_dysfunction",
    "recent": "symptom_duration_months <= 3",
    "female": "sex is female",
    "weight_5": "weight_loss_percent >= 5",
    "weight_told": "reported_weight_loss",
    "smoking": "smoking_at_onset",
    "ever_smoked": "ever_smoked",
    "from_50": "age_at_onset_years >= 50",
    "below_70": "karnofsky < 70",
    "assisted": "needs_assistance",
}


def inputs(answers: Answers) -> Inputs:
    """What the peers are given: `name` is known to hold, `name_no` is known not to."""
    given: Inputs = {}
    for name, leaf in _LEAVES.items():
        known = leaf.name in answers
        holds = known and holds_for(leaf, answers[leaf.name])
        given[name], given[f"{name}_no"] = holds, known and not holds
    return given


_READER: TypeAdapter[Any] = TypeAdapter(Condition)
_LEAVES: dict[str, Leaf] = {name: _READER.validate_python(text) for name, text in LEAVES.items()}


def by_hand(a: Inputs) -> Verdict:
    """The rules as a programmer would write them down once."""
    weak = a["legs"] or a["arms"]
    weak_no = a["legs_no"] and a["arms_no"]
    reflexes = a["reflexes_return"] or a["reflexes_low"]
    reflexes_no = not reflexes and a["reflexes_lively"]
    autonomic = (
        a["dry_mouth"]
        or a["constipation"]
        or a["impotent"]
        or a["orthostatic"]
        or a["urinary"]
        or a["dry_eyes"]
        or a["blurred"]
        or a["sweating"]
        or a["pupils"]
    )
    denied = (
        a["constipation_no"]
        + a["impotent_no"]
        + a["orthostatic_no"]
        + a["urinary_no"]
        + a["dry_eyes_no"]
        + a["blurred_no"]
        + a["sweating_no"]
        + a["pupils_no"]
    )
    autonomic_no = not autonomic and a["dry_mouth_no"] and denied >= 3
    entry = weak and (reflexes or autonomic)
    low_cmap = a["low_cmap"]
    decrement = a["decrement_10"] or (not a["decrement_10_no"] and a["decrement_told"])
    increment = a["increment_60"] or (not a["increment_60_no"] and a["increment_told"])
    increment_no = a["increment_60_no"] or (not a["increment_60"] and a["increment_told_no"])
    pq = a["pq"]
    pq_no = not pq and a["pq_negative"]
    upper = a["motor_neuron"] or a["reflexes_brisk"]
    jitter = a["jitter_normal"]

    rule = None
    if entry and low_cmap and decrement and increment:
        rule = "J1"
    elif entry and increment and (low_cmap or decrement) and pq:
        rule = "J2"
    elif increment and not weak_no:
        rule = "H1"
    elif (
        weak
        and pq
        and (reflexes or autonomic or low_cmap or decrement)
        and not upper
        and not jitter
    ):
        rule = "H2"
    elif (
        a["legs"]
        and reflexes
        and autonomic
        and not (increment_no and pq_no)
        and not upper
        and not jitter
    ):
        rule = "H3"
    elif entry and low_cmap and decrement and not increment_no and not jitter:
        rule = "H4"
    elif increment and weak_no:
        rule = "F0"
    elif entry:
        rule = "F1"
    elif jitter:
        rule = "L5"
    elif weak and a["improves"]:
        rule = "F2"
    elif weak and a["sclc"]:
        rule = "F3"
    elif weak and low_cmap and not (increment_no and pq_no):
        rule = "F4"
    elif weak and decrement and a["achr_negative"] and not pq and not pq_no:
        rule = "F5"
    elif weak and pq:
        rule = "F6"
    elif pq and not weak and not weak_no:
        rule = "F7"
    elif weak and a["sox1"]:
        rule = "F8"
    elif weak_no:
        rule = "L1"
    elif weak and reflexes_no and autonomic_no:
        rule = "L2"
    elif (
        weak
        and (a["achr"] or a["musk"])
        and (reflexes_no or increment_no)
        and not increment
        and not pq
    ):
        rule = "L3"
    elif a["ocular_first"] and reflexes_no and not increment and not pq:
        rule = "L4"

    bulbar = a["dysarthria"] or a["dysphagia"] or a["chewing"] or a["neck"]
    bulbar_no = a["dysarthria_no"] and a["dysphagia_no"] and a["chewing_no"] and a["neck_no"]
    d = a["early_bulbar"] or (bulbar and a["recent"])
    e = a["early_impotent"] or (a["impotent"] and a["recent"])
    low = (
        d
        + e
        + (a["weight_5"] or (not a["weight_5_no"] and a["weight_told"]))
        + a["smoking"]
        + a["from_50"]
        + (a["below_70"] or (not a["below_70_no"] and a["assisted"]))
    )
    lost = (
        (not d and (a["early_bulbar_no"] or bulbar_no))
        + (not e and (a["early_impotent_no"] or a["impotent_no"] or a["female"]))
        + (a["weight_5_no"] or (not a["weight_5"] and a["weight_told_no"]))
        + (not a["smoking"] and (a["smoking_no"] or a["ever_smoked_no"]))
        + a["from_50_no"]
        + (a["below_70_no"] or (not a["below_70"] and a["assisted_no"]))
    )
    return rule, low, 6 - lost


# The same in the ZEN expression language: first what is named, then what is concluded from it.
NAMED = {
    "weak": "legs or arms",
    "weak_no": "legs_no and arms_no",
    "reflexes": "reflexes_return or reflexes_low",
    "reflexes_no": "not ($.reflexes) and reflexes_lively",
    "autonomic": (
        "dry_mouth or constipation or impotent or orthostatic or urinary or dry_eyes or blurred"
        " or sweating or pupils"
    ),
    "autonomic_no": (
        "not ($.autonomic) and dry_mouth_no and (constipation_no ? 1 : 0) + (impotent_no ? 1 : 0)"
        " + (orthostatic_no ? 1 : 0) + (urinary_no ? 1 : 0) + (dry_eyes_no ? 1 : 0)"
        " + (blurred_no ? 1 : 0) + (sweating_no ? 1 : 0) + (pupils_no ? 1 : 0) >= 3"
    ),
    "entry": "$.weak and ($.reflexes or $.autonomic)",
    "decrement": "decrement_10 or (not decrement_10_no and decrement_told)",
    "increment": "increment_60 or (not increment_60_no and increment_told)",
    "increment_no": "increment_60_no or (not increment_60 and increment_told_no)",
    "pq_no": "not pq and pq_negative",
    "upper": "motor_neuron or reflexes_brisk",
    "bulbar": "dysarthria or dysphagia or chewing or neck",
    "bulbar_no": "dysarthria_no and dysphagia_no and chewing_no and neck_no",
    "d": "early_bulbar or ($.bulbar and recent)",
    "e": "early_impotent or (impotent and recent)",
}
LEVEL = {
    "J1": "$.entry and low_cmap and $.decrement and $.increment",
    "J2": "$.entry and $.increment and (low_cmap or $.decrement) and pq",
    "H1": "$.increment and not $.weak_no",
    "H2": (
        "$.weak and pq and ($.reflexes or $.autonomic or low_cmap or $.decrement)"
        " and not $.upper and not jitter_normal"
    ),
    "H3": (
        "legs and $.reflexes and $.autonomic and not ($.increment_no and $.pq_no)"
        " and not $.upper and not jitter_normal"
    ),
    "H4": "$.entry and low_cmap and $.decrement and not $.increment_no and not jitter_normal",
    "F0": "$.increment and $.weak_no",
    "F1": "$.entry",
    "L5": "jitter_normal",
    "F2": "$.weak and improves",
    "F3": "$.weak and sclc",
    "F4": "$.weak and low_cmap and not ($.increment_no and $.pq_no)",
    "F5": "$.weak and $.decrement and achr_negative and not pq and not $.pq_no",
    "F6": "$.weak and pq",
    "F7": "pq and not $.weak and not $.weak_no",
    "F8": "$.weak and sox1",
    "L1": "$.weak_no",
    "L2": "$.weak and $.reflexes_no and $.autonomic_no",
    "L3": (
        "$.weak and (achr or musk) and ($.reflexes_no or $.increment_no)"
        " and not $.increment and not pq"
    ),
    "L4": "ocular_first and $.reflexes_no and not $.increment and not pq",
}
POINTS = (
    "$.d",
    "$.e",
    "weight_5 or (not weight_5_no and weight_told)",
    "smoking",
    "from_50",
    "below_70 or (not below_70_no and assisted)",
)
NO_POINTS = (
    "not $.d and (early_bulbar_no or $.bulbar_no)",
    "not $.e and (early_impotent_no or impotent_no or female)",
    "weight_5_no or (not weight_5 and weight_told_no)",
    "not smoking and (smoking_no or ever_smoked_no)",
    "from_50_no",
    "below_70_no or (not below_70 and assisted_no)",
)


def graph() -> dict[str, object]:
    """The rules as a ZEN decision graph of one expression node, the level a chain of `? :`.

    Two nodes, or a first-hit decision table for the level, took as long or longer.
    """
    level = "".join(f"({when}) ? '{rule}' : " for rule, when in LEVEL.items()) + "null"
    low, lost = (
        " + ".join(f"(({one}) ? 1 : 0)" for one in points) for points in (POINTS, NO_POINTS)
    )
    expressions = [
        {"id": key, "key": key, "value": value}
        for key, value in {**NAMED, "rule": level, "low": low, "lost": lost}.items()
    ]
    return {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode"},
            {
                "id": "rules",
                "name": "rules",
                "type": "expressionNode",
                "content": {"expressions": expressions},
            },
            {"id": "out", "name": "out", "type": "outputNode"},
        ],
        "edges": [
            {"id": "1", "type": "edge", "sourceId": "in", "targetId": "rules"},
            {"id": "2", "type": "edge", "sourceId": "rules", "targetId": "out"},
        ],
    }


def told(result: Mapping[str, Any]) -> Verdict:
    """A ZEN result; it leaves out what is null."""
    return result.get("rule"), result["low"], 6 - result["lost"]


def concluded(given: Consideration) -> Verdict:
    rule, reach = given.conclusions.level_rule(), given.conclusions.score()
    return rule.id if rule else None, reach.low, reach.high


def medians(contestants: Mapping[str, Callable[[int], object]], patients: int) -> dict[str, float]:
    """Seconds for one patient: the median of rounds in which all contestants take turns."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}

    def everyone(run: Callable[[int], object]) -> None:
        for i in range(patients):
            run(i)

    for _ in range(ROUNDS):
        for name, run in contestants.items():
            seconds[name].append(timeit(partial(everyone, run), number=3) / 3 / patients)
    return {name: median(times) for name, times in seconds.items()}


def report() -> None:
    content = load_content()
    book = rulebook(content)
    raw = [case.answers for case in content.cases.values()]
    patients = [read_answers(content, one) for one in raw]
    given = [inputs(one) for one in patients]
    warm = [Consideration(content, one) for one in patients]

    decision = zen.ZenEngine().create_decision(json.dumps(graph()))
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"rules": graph()}}})
    for ready, one in zip(given, warm, strict=True):
        ours = concluded(one)
        peers = (
            by_hand(ready),
            told(decision.evaluate(ready)["result"]),
            told(engine.evaluate("rules", ready)["result"]),
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
            "hand": lambda i: by_hand(given[i]),
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
            code = (
                f"import sys, time; start = time.perf_counter(); import {module}; "
                "print(time.perf_counter() - start, *{'pandas', 'numpy'} & set(sys.modules))"
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
