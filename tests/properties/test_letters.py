"""Whatever is entered, a letter asks for what its patient's plan asks for."""

from __future__ import annotations

from hypothesis import example, given

from tests.properties.test_lines_that_fit import CONTENT, PATIENTS, considered

DIAGNOSIS = {"vgcc_pq_antibody", "cmap_increment_percent", "achr_antibody"}


@given(PATIENTS)
def test_with_lems_established_no_letter_asks_for_the_diagnosis(drawn: dict[str, object]) -> None:
    patient = considered({**drawn, "lems_established": "yes"})
    written = {request.id for request, _ in patient.around.requests}
    assert "neurophysiology" not in written
    for request in CONTENT.requests:
        if request.id in written:
            asked = {
                name for line in patient.fit.lines(request) for name in line.asks or line.unanswered
            }
            assert not asked & DIAGNOSIS


@given(PATIENTS)
@example({"known_cancer": "sclc", "sox1_antibody": "positive"})
def test_a_letter_for_a_scan_is_written_only_where_something_calls_for_one(
    drawn: dict[str, object],
) -> None:
    patient = considered(drawn)
    if any(request.id.startswith("radiology") for request, _ in patient.around.requests):
        calls = {line.id for line, _ in patient.conclusions.advice()}
        calls |= {rule.id for rule in CONTENT.safety if patient.conclusions.fires(rule.id)}
        assert calls & {"G1", "G2", "G4", "W1", "W2", "W3", "K1", "K2", "K4", "X2"}


@given(PATIENTS)
def test_a_known_small_cell_cancer_gets_no_letter_for_a_first_scan(
    drawn: dict[str, object],
) -> None:
    patient = considered({**drawn, "known_cancer": "sclc"})
    for request, lines in patient.around.requests:
        if request.id == "radiology":
            assert not any("CT of the thorax, as soon as" in line for line in lines)
