"""Rules for an educational checklist on Lambert-Eaton myasthenic syndrome.

``load_content`` reads the rules, ``assess`` applies them to one patient::

    content = load_content()
    result = assess(content, {"proximal_leg_weakness": "yes"})
"""

from lems_rules.assessment import Assessment, assess
from lems_rules.checklist import AnswerError
from lems_rules.content import Content, ContentError
from lems_rules.linking import load_content

# The edition of the content that the app was released with, and a count of releases after it.
__version__ = "2026.1.0"

__all__ = [
    "AnswerError",
    "Assessment",
    "Content",
    "ContentError",
    "__version__",
    "assess",
    "load_content",
]
