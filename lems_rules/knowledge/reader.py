"""Reads the files of ``content/`` into their forms; the only place that opens them.

Whatever is wrong is collected, and each problem says file, entry and remedy. What writes them is
``review/release.py``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from lems_rules.house import HOUSE
from lems_rules.knowledge.content import Content, ContentError, ContentProblem
from lems_rules.knowledge.kinds import DECIDING, FILES
from lems_rules.knowledge.older_edition import completed
from lems_rules.knowledge.yaml_text import YamlError, read_yaml
from lems_rules.schema.case import Case
from lems_rules.schema.citation import Reference
from lems_rules.schema.decisions.rules import Finding
from lems_rules.schema.decisions.score import Score
from lems_rules.schema.mechanism import Article, Parameter
from lems_rules.schema.quote import MOST_SHOWN, one_line, quoted

SHIPPED = HOUSE / "content"
# The files without which there are no rules to speak of, in any edition.
NEEDED = {"edition.yaml", *(file.name for file in DECIDING if file.since == 1)}
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
    return reader.case(name, reader.parsed(name, text, most_events), case_id), reader.problems


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
        forms, lists = ([file for file in FILES if file.read == how] for how in ("one", "list"))
        parts = {file.field: self._one(file.name, file.form) for file in forms}
        rows = {file.field: tuple(self._entries(file.name, file.form)) for file in lists}
        articles = self._articles()
        parameters = self._entries("mechanism/transmission.yaml", Parameter)
        cases = self._cases()
        scores = self._scores()
        figure = self._words("mechanism/figure.yaml")
        words = self._words("words.yaml")
        if self.older:  # what is said of a result today may not have been said yet
            words = {**(self._shipped("words.yaml") or {}), **words}
        changelog = self._text("CHANGELOG.md")
        if self.problems or any(part is None for part in parts.values()):
            return None
        return Content(
            references=self._by_id("references.yaml", references),
            findings=self._by_id("rules/findings.yaml", findings),
            articles=self._by_id("mechanism", articles),
            parameters=self._by_id("mechanism/transmission.yaml", parameters),
            cases={case.id: case for case in cases},
            scores={score.id: score for score in scores},
            figure=figure,
            words=words,
            changelog=changelog,
            **parts,  # type: ignore[arg-type]
            **rows,  # type: ignore[arg-type]
        )

    def _not_yet(self, name: str) -> bool:
        """Whether an older edition had no such file, and could do without."""
        return self.older and name not in NEEDED and not (self.folder / name).exists()

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
        return self.parsed(name, self._text(name))

    def parsed(self, name: str, text: str, most_events: int | None = None) -> Any:
        """What a YAML text holds; None where it holds nothing or cannot be read."""
        try:
            return read_yaml(text, most_events)
        except YamlError as error:
            self._problem(name, error.where, error.what, error.remedy)
            return None

    def _one(self, name: str, model: type[Model]) -> Model | None:
        source = self._yaml(name)
        if self._not_yet(name):
            return model()
        if not source:
            self._missing(name)
            return None
        if self.older:
            source = completed(name, source, self._shipped)
        return self._validated(name, "the file", model, source)

    def _shipped(self, name: str) -> Any:
        """A file of the shipped content as it is written; None where there is none."""
        path = SHIPPED / name
        return read_yaml(path.read_text("utf-8")) if path.exists() else None

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

    def _scores(self) -> list[Score]:
        """One file a score, named by its id."""
        found = []
        for path in sorted((self.folder / "scores").glob("*.yaml")):
            name = f"scores/{path.name}"
            score = self._one(name, Score)
            if score is not None and score.id != path.stem:
                what = f"is in a file of another name, {path.stem!r}"
                self._problem(name, repr(score.id), what, "Name the file by the id of the score")
            found += [score] if score is not None else []
        return found

    def _cases(self) -> list[Case]:
        """One file a case; its name is its id."""
        found = []
        for path in sorted((self.folder / "cases").glob("*.yaml")):
            name = f"cases/{path.name}"
            case = self.case(name, self._yaml(name), path.stem)
            if case is not None:
                found.append(case)
        return found

    def case(self, name: str, source: object, case_id: str) -> Case | None:
        """The case in a parsed file, or None where it is no case."""
        if not isinstance(source, dict):
            self._missing(name)
            return None
        return self._validated(name, "the file", Case, {**source, "id": case_id})

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
