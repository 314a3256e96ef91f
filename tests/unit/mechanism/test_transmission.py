"""The model behind the drawing shows what is seen in LEMS, and nothing of it in health."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lems_rules.knowledge.content import Content
from lems_rules.knowledge.reader import read_content
from lems_rules.mechanism.transmission import (
    MOST_LOST,
    Curve,
    Demonstration,
    Transmission,
    demonstrate,
)

MODEL = Transmission(read_content().parameters)
lost = st.floats(0, MOST_LOST)
seconds = st.floats(0, MODEL.longest_effort)


def responses(shown: Demonstration) -> list[float]:
    return [shown.rest, *shown.slow.percent, *shown.fast.percent, *shown.effort.percent]


@pytest.mark.parametrize("effort", [0, 10, 15])
def test_with_no_gate_lost_everything_is_normal(effort: float) -> None:
    shown = demonstrate(MODEL, 0, effort)
    assert shown.rest == pytest.approx(100)
    assert all(response == pytest.approx(100, abs=2) for response in responses(shown))
    assert (shown.low, shown.falls, shown.rises, shown.fades) == (False,) * 4


def test_with_most_gates_lost_it_is_low_falls_at_3_and_grows_at_30_and_after_effort() -> None:
    shown = demonstrate(MODEL, 70, 10)
    assert shown.rest < 50
    assert shown.decrement < -10  # the limit for a decrement
    assert shown.fast.change > 25
    assert shown.increment > 100  # the stricter limit for an increment
    assert shown.after_effort < 100  # better for a while, not healthy
    assert (shown.low, shown.falls, shown.rises, shown.fades) == (True,) * 4


def test_ten_seconds_of_effort_give_about_the_measured_mean() -> None:
    assert demonstrate(MODEL, 70, 10).increment == pytest.approx(243, rel=0.05)


def test_an_effort_of_thirty_seconds_after_which_patients_rise_less_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="effort from 0 to 15 s"):
        demonstrate(MODEL, 70, 30)


def test_fifty_seconds_after_the_effort_the_response_is_near_rest_again() -> None:
    shown = demonstrate(MODEL, 70, 10)
    at_50 = shown.effort.percent[shown.effort.along.index(50)]
    assert at_50 == pytest.approx(shown.rest, rel=0.05)


def test_without_an_effort_nothing_has_changed() -> None:
    shown = demonstrate(MODEL, 70, 0)
    assert shown.increment == pytest.approx(0)
    assert set(shown.effort.percent) == {shown.rest}


@given(one=lost, other=lost, effort=seconds)
def test_more_gates_lost_is_never_stronger(one: float, other: float, effort: float) -> None:
    fewer, more = sorted((one, other))
    pairs = zip(
        responses(demonstrate(MODEL, fewer, effort)),
        responses(demonstrate(MODEL, more, effort)),
        strict=True,
    )
    assert all(with_more <= with_fewer + 1e-9 for with_fewer, with_more in pairs)


@given(share=lost, one=seconds, other=seconds)
def test_after_a_longer_effort_more_calcium_is_left(share: float, one: float, other: float) -> None:
    gates = np.array([1 - share / 100])
    short, long = sorted((one, other))
    left = [MODEL.responses(gates, 30, round(30 * effort))[1].residual for effort in (short, long)]
    assert left[0] <= left[1]


def test_responses_are_shares_of_end_plates_with_a_row_for_each_impulse() -> None:
    shares, ending = MODEL.responses(np.array([0.0, 0.3, 1.0]), 3, 5)
    assert shares.shape == (5, 3)
    assert ((shares >= 0) & (shares <= 1)).all()
    assert (shares[:, 0] == 0).all()
    assert ending.ready.shape == ending.residual.shape == (3,)


@pytest.mark.parametrize(("gates_lost", "effort"), [(-1, 0), (86, 0), (50, -1), (50, 16)])
def test_what_lies_outside_the_sliders_is_refused(gates_lost: float, effort: float) -> None:
    with pytest.raises(ValueError, match="gates lost must be from 0 to 85 per cent"):
        demonstrate(MODEL, gates_lost, effort)


def test_a_missing_number_is_named(content: Content) -> None:
    short = {name: one for name, one in content.parameters.items() if name != "threshold"}
    with pytest.raises(KeyError, match="threshold"):
        Transmission(short)


def test_the_model_uses_every_number_of_the_content_and_no_other(content: Content) -> None:
    class Asked(dict):  # type: ignore[type-arg]
        def __getitem__(self, name: str) -> object:
            names.add(name)
            return super().__getitem__(name)

    names: set[str] = set()
    Transmission(Asked(content.parameters))
    assert names == set(content.parameters)


def test_a_curve_changes_from_its_first_to_its_last() -> None:
    assert Curve((0, 1, 2), (50, 10, 75)).change == 50
