"""LHC-Forms, the form filler of the National Library of Medicine, on a page of its own.

It is served from this machine as it was published; what a person does with it is said once here.
"""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

Json = dict[str, Any]

# The scripts in this order; without a charset the grammar of FHIRPath arrives broken.
PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>LHC-Forms</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/webcomponent/styles.css">
  </head>
  <body>
    <div id="form"></div>
    <div id="narrative"></div>
    <script src="/webcomponent/assets/lib/zone.min.js"></script>
    <script src="/webcomponent/lhc-forms.js"></script>
    <script src="/fhir/R4/lformsFHIR.min.js"></script>
  </body>
</html>
"""
SHOW = """async ([form, response]) => {
  const made = LForms.Util.convertFHIRQuestionnaireToLForms(form, "R4");
  const filled = response
    ? LForms.Util.mergeFHIRDataIntoLForms("QuestionnaireResponse", response, made, "R4")
    : made;
  await LForms.Util.addFormToPage(filled, "form", { fhirVersion: "R4" });
}"""
WORK_OUT = "() => LForms.Util._getFormObjectInScope()._expressionProcessor.runCalculations(false)"
# Every pattern in turn, in a form that is not drawn, as fast as it can be worked out.
WORK_OUT_ALL = """async ([form, patterns, wanted]) => {
  const made = new LForms.LFormsData(LForms.Util.convertFHIRQuestionnaireToLForms(form, "R4"));
  const items = Object.fromEntries(made.itemList.map((item) => [item.linkId, item]));
  const give = ([name, value]) => {
    const coded = (items[name].answers ?? []).find(({ code }) => code === `${name}.${value}`);
    items[name].value = value === null ? undefined : (coded ?? value);
  };
  // Every value worked out asks for another run later on: here each pattern is run to its end.
  const { setTimeout: later } = window;
  const { log } = console;
  window.setTimeout = () => 0;
  console.log = () => {};
  const found = [];
  for (const pattern of patterns) {
    Object.entries(pattern).forEach(give);
    await made._expressionProcessor.runCalculations(false);
    found.push(wanted.map((name) => items[name].value ?? null));
  }
  window.setTimeout = later;
  console.log = log;
  return found;
}"""


@contextmanager
def served(package: Path) -> Iterator[str]:
    """The address at which LHC-Forms is served from its unpacked npm package."""
    folder = str(package / "dist" / "lforms")

    class Handler(http.server.SimpleHTTPRequestHandler):
        extensions_map = {  # noqa: RUF012 - as the class it comes from has it
            **http.server.SimpleHTTPRequestHandler.extensions_map,
            ".js": "text/javascript; charset=utf-8",
        }

        def __init__(self, *given: Any) -> None:
            super().__init__(*given, directory=folder)

        def do_GET(self) -> None:
            if self.path != "/":
                super().do_GET()
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(PAGE.encode())

        def log_message(self, *_: object) -> None:
            """Nothing: the page under guard tells what went wrong."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class LhcForm:
    """One form in LHC-Forms."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        page.goto(address)

    def show(self, form: Json, response: Json | None = None) -> None:
        """Load the form, with answers or without."""
        self.page.evaluate(SHOW, [form, response])
        self.page.evaluate(WORK_OUT)

    def item(self, link: str) -> Locator:
        """An item as it stands on the page; not there while it is not asked."""
        return self.page.locator(f'[id^="item-{link}/"]')

    def field(self, link: str) -> Locator:
        return self.item(link).locator("input, textarea").first

    def choose(self, link: str, label: str) -> None:
        """Drop the list down and take one option."""
        self.field(link).click()
        listed = self.page.locator("#lhc-tools-searchResults li")
        listed.filter(has_text=re.compile(rf"^\d+:\s+{re.escape(label)}$")).click()
        self.page.evaluate(WORK_OUT)

    def write(self, link: str, text: str) -> None:
        """Write in a field and leave it."""
        self.field(link).fill(text)
        self.field(link).press("Tab")
        self.page.evaluate(WORK_OUT)

    def pick_date(self, link: str, day: str) -> None:
        """Write a date, MM/DD/YYYY."""
        self.field(link).click()
        self.field(link).fill(day)
        self.field(link).press("Enter")
        self.page.evaluate(WORK_OUT)

    def response(self) -> Json:
        """What LHC-Forms makes of the answers."""
        found: Json = self.page.evaluate(
            '() => LForms.Util.getFormFHIRData("QuestionnaireResponse", "R4")'
        )
        return found

    def work_out(
        self, form: Json, patterns: Sequence[Mapping[str, object]], wanted: Sequence[str]
    ) -> list[tuple[Any, ...]]:
        """The values of some items for each pattern of answers; None empties an answer."""
        found = self.page.evaluate(WORK_OUT_ALL, [form, patterns, wanted])
        return [tuple(one) for one in found]
