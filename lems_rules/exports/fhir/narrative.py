"""The whole summary as the narrative of a FHIR resource: XHTML without anything that could run.

Every text goes through the parser's own escaping; elements and attributes are only those below.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from lems_rules.exports.fhir.datatype import Json, plain
from lems_rules.exports.parts.block import Block, Bullets, Heading, Paragraph, Table, blocks
from lems_rules.wording.summary.report import Report

XHTML = "http://www.w3.org/1999/xhtml"


def narrative(told: Report) -> Json:
    """The summary from safety to references, for a person to read."""
    div = Element("div", xmlns=XHTML)
    for block in blocks(told):
        _write(div, block)
    return {"status": "additional", "div": tostring(div, encoding="unicode")}


def of_text(text: str) -> Json:
    """One paragraph."""
    div = Element("div", xmlns=XHTML)
    _write(div, Paragraph(text))
    return {"status": "additional", "div": tostring(div, encoding="unicode")}


def _write(div: Element, block: Block) -> None:
    match block:
        case Heading():
            _add(div, f"h{block.depth}", block.text)
        case Paragraph():
            _led(SubElement(div, "p"), block.lead, block.text)
            if block.small:
                _add(_add(div, "p"), "small", block.small)
        case Bullets():
            listed = SubElement(div, "ul")
            for lead, text in block.lines:
                _led(SubElement(listed, "li"), lead, text)
        case Table():
            _table(SubElement(div, "table"), block)
        case _:
            _typed(SubElement(div, "p"), block.text)


def _add(holder: Element, tag: str, text: str = "") -> Element:
    made = SubElement(holder, tag)
    made.text = plain(text)
    return made


def _led(holder: Element, lead: str, text: str) -> None:
    """Words that stand out, then the text."""
    if lead:
        _add(holder, "b", lead).tail = plain(f" {text}")
    else:
        holder.text = plain(text)


def _table(table: Element, block: Table) -> None:
    head = SubElement(SubElement(table, "thead"), "tr")
    for text in block.head:
        _add(head, "th", text)
    body = SubElement(table, "tbody")
    for place, cells in enumerate(block.rows):
        row = SubElement(body, "tr")
        for text in cells:
            cell = SubElement(row, "td")
            _led(cell, *((text, "") if place in block.marked else ("", text)))


def _typed(holder: Element, text: str) -> None:
    """Lines as typed, under each other."""
    lines = plain(text).splitlines()
    holder.text = lines[0] if lines else ""
    for one in lines[1:]:
        SubElement(holder, "br").tail = one
