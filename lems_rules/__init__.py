"""Rules for an educational checklist on Lambert-Eaton myasthenic syndrome.

``load_content`` reads the rules, ``assess`` applies them to one patient::

    content = load_content()
    result = assess(content, {"proximal_leg_weakness": "yes"})
"""

from lems_rules.assessment import Assessment, assess
from lems_rules.checklist import AnswerError
from lems_rules.content import Content, ContentError
from lems_rules.linking import load_content

__all__ = ["AnswerError", "Assessment", "Content", "ContentError", "assess", "load_content"]
