"""Reads the files of ``content/`` into their forms; the only place that opens them.

Whatever is wrong is collected, and each problem says file, entry and remedy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from lems_rules.knowledge.content import Content, ContentError, ContentProblem
from lems_rules.knowledge.yaml_text import YamlError, read_yaml
from lems_rules.schema.case import Case, IllnessScripts, Teaching
from lems_rules.schema.checklist import Checklist, Reason
from lems_rules.schema.citation import Reference
from lems_rules.schema.edition import Edition, Release
from lems_rules.schema.evidence import Calculator, Conflict, Statement, Support
from lems_rules.schema.mechanism import Article, Parameter, Step
from lems_rules.schema.quote import MOST_SHOWN, one_line, quoted
from lems_rules.schema.rules import (
    Discordance,
    Finding,
    Flag,
    Lookalike,
    Notice,
    SafetyMessage,
    Suspicion,
)
from lems_rules.schema.score import Score
from lems_rules.schema.workup import Request, Screening

SHIPPED = Path(__file__).resolve().parent.parent.parent / "content"
# The files without which there are no rules to speak of, in any edition.
DECIDING = {
    "checklist.yaml",
    "edition.yaml",
    "rules/counter_flags.yaml",
    "rules/findings.yaml",
    "rules/notices.yaml",
    "rules/safety.yaml",
    "rules/screening.yaml",
    "rules/suspicion.yaml",
    "scores/delta_p.yaml",
}
Model = TypeVar("Model", bound=BaseModel)


def read_content(folder: Path | str | None = None, older: bool = False) -> Content:
    """Read a content folder into its forms, not yet checked for what hangs together.

    In a folder read as an ``older`` edition a file that decides nothing may be missing: there was
    none yet, so it counts as empty.

    Raises:
        ContentError: a file or an entry cannot be read; lists every problem.
    """
    reader = _Reader(Path(folder) if folder is not None else SHIPPED, older)
    content = reader.content()
    if content is None or reader.problems:
        raise ContentError(reader.problems)
    return content


def read_case(
    name: str, text: str, case_id: str, most_events: int | None = None
) -> tuple[Case | None, list[ContentProblem]]:
    """A case from the text of a file, read as the files of ``cases/`` are; and what is wrong.

    ``most_events`` bounds how much YAML there may be.
    """
    reader = _Reader(SHIPPED, older=False)
    source = reader._parsed(name, text, most_events)
    if not isinstance(source, dict):
        reader._missing(name)
        return None, reader.problems
    return reader._validated(name, "the file", Case, {**source, "id": case_id}), reader.problems


class _Reader:
    """Reads the files of one folder, collecting what is wrong."""

    def __init__(self, folder: Path, older: bool) -> None:
        self.folder, self.older = folder, older
        self.problems: list[ContentProblem] = []

    def content(self) -> Content | None:
        """The content, or None where a file could not be read into its form."""
        references = self._entries("references.yaml", Reference)
        references += self._entries("case_reports.yaml", Reference)
        findings = self._entries("rules/findings.yaml", Finding)
        parts = {
            "checklist": self._one("checklist.yaml", Checklist),
            "suspicion": self._one("rules/suspicion.yaml", Suspicion),
            "screening": self._one("rules/screening.yaml", Screening),
            "delta_p": self._one("scores/delta_p.yaml", Score),
            "edition": self._one("edition.yaml", Edition),
            "support": self._one("evidence/support.yaml", Support),
            "scripts": self._one("illness_scripts.yaml", IllnessScripts),
            "teaching": self._one("teaching.yaml", Teaching),
        }
        lists = {
            "reasons": self._entries("reasons.yaml", Reason),
            "counter_flags": self._entries("rules/counter_flags.yaml", Flag),
            "safety": self._entries("rules/safety.yaml", SafetyMessage),
            "notices": self._entries("rules/notices.yaml", Notice),
            "lookalikes": self._entries("lookalikes.yaml", Lookalike),
            "discordance": self._entries("discordance.yaml", Discordance),
            "requests": self._entries("requests.yaml", Request),
            "editions": self._entries("editions.yaml", Release),
            "steps": self._entries("mechanism/steps.yaml", Step),
            "statements": self._entries("source_text.yaml", Statement),
            "conflicts": self._entries("evidence/conflicts.yaml", Conflict),
            "calculators": self._entries("evidence/calculators.yaml", Calculator),
        }
        articles = self._articles()
        parameters = self._entries("mechanism/transmission.yaml", Parameter)
        cases = self._cases()
        figure = self._words("mechanism/figure.yaml")
        words = self._words("words.yaml")
        changelog = self._text("CHANGELOG.md")
        if self.problems or any(part is None for part in parts.values()):
            return None
        return Content(
            references=self._by_id("references.yaml", references),
            findings=self._by_id("rules/findings.yaml", findings),
            articles=self._by_id("mechanism", articles),
            parameters=self._by_id("mechanism/transmission.yaml", parameters),
            cases={case.id: case for case in cases},
            figure=figure,
            words=words,
            changelog=changelog,
            **parts,  # type: ignore[arg-type]
            **{name: tuple(entries) for name, entries in lists.items()},  # type: ignore[arg-type]
        )

    def _not_yet(self, name: str) -> bool:
        """Whether an older edition had no such file, and could do without."""
        return self.older and name not in DECIDING and not (self.folder / name).exists()

    def _text(self, name: str) -> str:
        if self._not_yet(name):
            return ""
        try:
            text = (self.folder / name).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self._problem(name, "the file", f"cannot be read ({error})", "Write it as UTF-8 text")
            return ""
        return text

    def _yaml(self, name: str) -> Any:
        return self._parsed(name, self._text(name))

    def _parsed(self, name: str, text: str, most_events: int | None = None) -> Any:
        try:
            return read_yaml(text, most_events)
        except YamlError as error:
            self._problem(name, error.where, error.what, error.remedy)
            return None

    def _one(self, name: str, model: type[Model]) -> Model | None:
        source = self._yaml(name)
        if self._not_yet(name):
            return model.model_construct(None, **dict.fromkeys(model.model_fields, ()))
        if source is None:
            self._missing(name)
            return None
        return self._validated(name, "the file", model, source)

    def _entries(self, name: str, model: type[Model]) -> list[Model]:
        source = self._yaml(name)
        if not isinstance(source, list):
            self._missing(name)
            return []
        read = [
            self._validated(name, _name_of(entry, i), model, entry)
            for i, entry in enumerate(source)
        ]
        return [entry for entry in read if entry is not None]

    def _words(self, name: str) -> dict[str, str]:
        """A flat mapping of keys to texts."""
        source = self._yaml(name)
        if not isinstance(source, dict):
            self._missing(name)
            return {}
        for key, text in source.items():
            if not isinstance(text, str):
                self._problem(name, quoted(key), "is not text", "Put the text in quotes")
        return source

    def _articles(self) -> list[Article]:
        found = []
        for path in sorted((self.folder / "mechanism").glob("*.md")):
            name = f"mechanism/{path.name}"
            _, front, body = [*self._text(name).split("---\n", 2), "", ""][:3]
            try:
                head = read_yaml(front)
            except YamlError as error:
                self._problem(name, "front matter", error.what, error.remedy)
                continue
            if not isinstance(head, dict):
                self._problem(
                    name, "front matter", "is missing", "Begin the file with --- title: … ---"
                )
                continue
            article = self._validated(
                name, "front matter", Article, {**head, "id": path.stem, "body": body.strip()}
            )
            if article is not None:
                found.append(article)
        return sorted(found, key=lambda article: article.order)

    def _cases(self) -> list[Case]:
        """One file a case; its name is its id."""
        found = []
        for path in sorted((self.folder / "cases").glob("*.yaml")):
            name = f"cases/{path.name}"
            source = self._yaml(name)
            if not isinstance(source, dict):
                self._missing(name)
                continue
            case = self._validated(name, "the file", Case, {**source, "id": path.stem})
            if case is not None:
                found.append(case)
        return found

    def _validated(self, name: str, entry: str, model: type[Model], source: object) -> Model | None:
        try:
            return model.model_validate(source)
        except ValidationError as error:
            for one in error.errors():
                where = ".".join(str(step)[:MOST_SHOWN] for step in one["loc"])
                what = f"{where + ': ' if where else ''}{one['msg']}"
                self._problem(
                    name,
                    self._entry_within(entry, source, one["loc"]),
                    what,
                    f"Found {quoted(str(one['input']), 80)}",
                )
            return None

    @staticmethod
    def _entry_within(entry: str, source: Any, loc: tuple[Any, ...]) -> str:
        """The id of the innermost entry on the way to the mistake."""
        for step in loc:
            try:
                source = source[step]
            except (KeyError, IndexError, TypeError):
                break
            if isinstance(source, dict) and "id" in source:
                entry = quoted(source["id"])
        return entry

    def _by_id(self, name: str, entries: list[Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for entry in entries:
            if entry.id in found:
                self._problem(name, repr(entry.id), "stands twice", "Give each entry its own id")
            found[entry.id] = entry
        return found

    def _missing(self, name: str) -> None:
        told = any(problem.file == name for problem in self.problems)
        if not told and not self._not_yet(name):
            self._problem(name, "the file", "has no entries", "Write them; see content/README.md")

    def _problem(self, file: str, entry: str, what: str, remedy: str) -> None:
        said = (one_line(part) for part in (entry, what, remedy))
        self.problems.append(ContentProblem(file, *said))


def _name_of(entry: object, position: int) -> str:
    if isinstance(entry, dict) and "id" in entry:
        return quoted(entry["id"])
    return f"entry {position + 1}"
