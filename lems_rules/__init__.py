"""Rules for an educational checklist on Lambert-Eaton myasthenic syndrome.

``load_content`` reads the rules, ``assess`` applies them to one patient::

    content = load_content()
    result = assess(content, {"proximal_leg_weakness": "yes"})
"""

from lems_rules.knowledge.checks import load_content
from lems_rules.knowledge.content import Content, ContentError
from lems_rules.reasoning.assessment import assess
from lems_rules.reasoning.result import Assessment
from lems_rules.schema.checklist import AnswerError
from lems_rules.version import __version__

__all__ = [
    "AnswerError",
    "Assessment",
    "Content",
    "ContentError",
    "__version__",
    "assess",
    "load_content",
]
