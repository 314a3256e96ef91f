"""The shipped content, read and checked once in a process, however many tests ask for it."""

from __future__ import annotations

from lems_rules.knowledge.checks import load_content

CONTENT = load_content()
