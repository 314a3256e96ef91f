"""Rules for an educational checklist on Lambert-Eaton myasthenic syndrome.

``load_content`` reads the rules, ``assess`` applies them to one patient, ``assess_cohort`` to each
row of a pandas data frame::

    content = load_content()
    result = assess(content, {"proximal_leg_weakness": "yes"})
    table = assess_cohort(content, pd.read_csv("patients.csv"))

Each name is imported when it is first asked for: what stands in the package comes at the price of
what is used of it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from lems_rules.version import __version__

if TYPE_CHECKING:
    from lems_rules.cohort.rows.assessed import assess_cohort
    from lems_rules.knowledge.checks import load_content
    from lems_rules.knowledge.content import Content, ContentError
    from lems_rules.reasoning.assessment import assess
    from lems_rules.reasoning.result import Assessment
    from lems_rules.schema.questions.item import AnswerError
else:  # out of sight of the type check, which knows every name from above
    _HOMES = {
        "AnswerError": "schema.questions.item",
        "Assessment": "reasoning.result",
        "Content": "knowledge.content",
        "ContentError": "knowledge.content",
        "assess": "reasoning.assessment",
        "assess_cohort": "cohort.rows.assessed",
        "load_content": "knowledge.checks",
    }

    def __getattr__(name):
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

    def __dir__():
        return __all__


__all__ = [
    "AnswerError",
    "Assessment",
    "Content",
    "ContentError",
    "__version__",
    "assess",
    "assess_cohort",
    "load_content",
]
