"""A CSV file of any length: its rows in, and what follows for each of them out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import polars as pl

from lems_rules.cohort.any_length.ahead import made_ahead
from lems_rules.cohort.any_length.order import Bits, Made, Order, Tally, are_all_bits
from lems_rules.cohort.any_length.piece import Settings, numbers_in, work_out_by
from lems_rules.cohort.any_length.spread import piece_by_piece
from lems_rules.cohort.any_length.writing import (
    Body,
    csv_frame,
    parquet_names,
    write_arrow,
    write_csv,
    write_parquet,
)
from lems_rules.cohort.files.csv_file import Cells, CsvFile
from lems_rules.cohort.files.plain_lines import PlainRows, cut
from lems_rules.cohort.rows.asking import Asking
from lems_rules.cohort.rows.asking import Cells as CellsOf
from lems_rules.cohort.rows.cell import is_missing, number_in
from lems_rules.cohort.rows.head import read_head
from lems_rules.cohort.rows.naming import columns_of
from lems_rules.cohort.rows.quick import concluded, schema
from lems_rules.cohort.rows.told import Told


def assess_csv(order: Order, path: Path, out: BinaryIO) -> Made:
    """Every row of a CSV file with what follows for it, written as it is worked out.

    Raises:
        AnswerError: the file cannot be read as a table of patients, or not be written as Parquet.
    """
    size = path.stat().st_size
    with path.open("rb") as given:
        file = CsvFile(order.content.checklist, given)
        head = read_head(order.content.checklist, file.names, columns_of(order.quick))
        settings = order.settings(head, file.separator)
        if order.to_parquet:
            parquet_names(settings.names)
        tally = Tally(order, head, lambda: file.done / max(size, 1))
        bits = Bits(order.content, lambda: _bits(order, path))
        if order.quick and order.spread is None:
            bodies = _quickly(order, settings, file, tally, bits)
            types = dict.fromkeys(settings.names, pl.String()) | schema(order.content)
            if order.to_parquet:
                write_parquet(out, types, bodies)
        else:
            pieces = (piece for piece, _ in file.pieces(order.rows_of_a_piece))
            bodies = piece_by_piece(order, settings, pieces, tally, bits)
            if order.to_parquet:
                write_arrow(out, bodies)
        if not order.to_parquet:
            write_csv(out, settings.names, file.separator, file.mark, made_ahead(bodies))
        tally.told.say(file.strange.problems)
        return tally.made(file.separator, file.mark)


def _quickly(
    order: Order, settings: Settings, file: CsvFile, tally: Tally, bits: Bits
) -> Iterator[Body]:
    places = settings.places
    columns = {name: str(place) for name, place in places.items()}
    types = dict.fromkeys(columns, pl.String())
    asking = Asking(order.content, types, columns, order.day, settings.comma, bits)
    others = {str(place) for place in settings.carried} - set(columns.values())
    for piece, numbers in made_ahead(file.pieces(cut=cut)):
        if isinstance(piece, Cells):
            known = replace(settings, bits=bits.of(settings, piece), most=tally.room)
            done = work_out_by(order.content, known, piece)
            tally.add(done.rows, done.told)
            yield done.body
            continue
        frame, questions = piece.frame, asking.questions
        told = Told(tuple(places), tally.room)
        ours, looked_at = concluded(
            order.content,
            asking,
            questions,
            frame.select(questions.asked),
            _cells_of(frame),
            told,
        )
        tally.add(frame.height, told.numbered(numbers))
        kept = frame.select(str(place) for place in settings.carried)
        whole = pl.DataFrame([*kept.get_columns(), *ours])
        if order.to_parquet:
            whole.columns = list(settings.names)
            yield whole
        else:
            yield csv_frame(whole, others | {columns[name] for name in looked_at})


def _cells_of(frame: pl.DataFrame) -> CellsOf:
    return lambda name, rows: frame[name].head(rows)


def _bits(order: Order, path: Path) -> frozenset[str]:
    """The columns of the whole file in which 1 and 0 are yes and no."""
    checklist = order.content.checklist
    with path.open("rb") as given:
        file = CsvFile(checklist, given)
        places = {
            name: place
            for place, name in enumerate(file.names)
            if name in checklist and checklist.item(name).kind == "yn"
        }
        return are_all_bits(_numbers(order, places, piece) for piece, _ in file.pieces(cut=cut))


def _numbers(
    order: Order, places: dict[str, int], piece: PlainRows | Cells
) -> dict[str, set[float]]:
    if isinstance(piece, Cells):
        return numbers_in(order.content, places, piece)
    found = {}
    for name, place in places.items():
        item = order.content.checklist.item(name)
        words = piece.frame[str(place)].unique().to_list()
        numbers = {number_in(one) for one in words if not is_missing(item, one)}
        found[name] = {one for one in numbers if one is not None}
    return found
