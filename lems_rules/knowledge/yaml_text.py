"""YAML as content authors expect it, and nothing else that YAML can be.

Text from outside is read here too, so what it may cost is bounded before anything is built of it:
no aliases (600 bytes of them can stand for gigabytes), no deep nesting. There are no tags, which
could make a value of any kind, and a number is a decimal number: 1:30 and 010 stay text.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from lems_rules.schema.quote import MOST_SHOWN, one_line

MOST_DEPTH = 30  # our own files need twelve

# The parser written in C, three times as fast; PyYAML comes with it almost everywhere.
_Safe: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlError(ValueError):
    """Text that is not read: ``where``, ``what`` and ``remedy``, each for one line."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(f"{where}: {what}. {remedy}")
        self.where, self.what, self.remedy = where, what, remedy


class ContentLoader(_Safe):  # type: ignore[misc, valid-type]
    """YAML as content authors expect it: yes and no are words, and no key is written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuse a mapping in which a key stands twice."""
        seen: set[Any] = set()
        for key_node, _ in node.value:
            if isinstance(key_node, yaml.ScalarNode):  # any other cannot be a key, said below
                key = self.construct_object(key_node, deep=deep)
                if key in seen:
                    raise yaml.constructor.ConstructorError(
                        None,
                        None,
                        f"written twice: {one_line(str(key))[:MOST_SHOWN]}",
                        key_node.start_mark,
                    )
                seen.add(key)
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


# Words stay words, `yes` and `no` among them; what is left are null, dates and decimal numbers.
_NULL = re.compile(r"~|null|Null|NULL|")
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+][0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FORMS = (
    ("null", _NULL, ["~", "n", "N", ""]),
    ("int", _INT, list("-+0123456789")),
    ("float", _FLOAT, list("-+.0123456789")),
    ("timestamp", _DATE, list("0123456789")),
)
ContentLoader.yaml_implicit_resolvers = {}
for _name, _form, _first in _FORMS:
    ContentLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_name}", re.compile(f"^(?:{_form.pattern})$"), _first
    )


def read_yaml(text: str, most_events: int | None = None) -> Any:
    """What a text of YAML says.

    Raises:
        YamlError: it is not YAML, or uses what is not used here; says where.
    """
    try:
        _look_through(text, most_events)
        found = yaml.load(text, ContentLoader)
        _refuse_half_characters(found)
        return found
    except YamlError:
        raise
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # A date such as 2026-02-30 and a number of thousands of digits are a ValueError.
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "the file"
        what = one_line(str(getattr(error, "problem", None) or error))
        raise YamlError(
            where, f"is not readable YAML ({what[:200]})", "Correct that line"
        ) from None


def _refuse_half_characters(found: Any) -> None:
    r"""Text such as "\ud800", which no file can hold; the parser written in C lets none pass."""
    waiting = [found]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [*value, *value.values()]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str):
            value.encode()


def _look_through(text: str, most_events: int | None) -> None:
    """Refuse what is not used, before anything is built of it."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, _Safe), 1):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        where = f"line {event.start_mark.line + 1}" if event.start_mark else "the file"
        if depth > MOST_DEPTH or (most_events is not None and count > most_events):
            what = "has more entries, or deeper ones, than are needed here"
            raise YamlError(where, what, "Shorten it")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise YamlError(where, "uses an anchor (& or *), which is not read", "Write it out")
        if getattr(event, "tag", None):
            raise YamlError(where, "uses a tag (!), which is not read", "Put the text in quotes")
