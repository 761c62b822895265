"""Screens for stuffing: each rule finds what it is for, leaves honest counters alone, and says with which numbers."""

import numpy as np
import pytest
from bench.stuffing import KINDS, month

from analysis.integrity import RULES, Batch, screen

CALM = {"bins": [3, 4, 3], "levels": [1, 3, 6], "not_applicable": 1, "best": 5}


def calm(**changes):
    """Twelve counters of twenty half-days that differ as chance makes them; `changes` holds for the counter "x" alone."""
    chance = np.random.default_rng(5)
    found = []
    for counter in (*map(str, range(11)), "x"):
        for _ in range(20):
            n = int(chance.poisson(12)) + 3
            levels = chance.multinomial(n, [0.1, 0.2, 0.7])
            own = {
                "bins": np.bincount(chance.integers(6, size=n), minlength=6).tolist(),
                "levels": levels.tolist(),
                "best": int(chance.binomial(levels[2], 0.6)),
                "fast": int(chance.binomial(n, 0.05)),
                "after_hours": int(chance.binomial(n, 0.03)),
                "longest_run": 2,
            }
            found.append(Batch(counter=counter, **(own | (changes if counter == "x" else {}))))
    return found


def flags(batches, transactions=None):
    return {(flag.counter, flag.rule): flag for flag in screen(batches, transactions)}


def test_honest_counters_are_left_alone():
    assert flags(calm()) == {}


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("burst", {"bins": [1, 1, 1, 1, 1, 30], "levels": [3, 10, 22]}),
        ("regular", {"bins": [3, 3, 3, 3, 3, 3], "levels": [2, 4, 12]}),
        ("fast", {"levels": [3, 6, 21], "fast": 14}),
        ("after_hours", {"levels": [3, 6, 21], "after_hours": 12}),
        ("all_best", {"levels": [0, 0, 30], "best": 29}),
        ("even_shares", {"levels": [5, 5, 20], "best": 15}),
    ],
)
def test_each_rule_finds_what_it_is_for_and_nobody_else(rule, changes):
    found = flags(calm(**changes))
    assert ("x", rule) in found
    assert {counter for counter, _ in found} == {"x"}
    flag = found["x", rule]
    assert flag.strength == pytest.approx(-np.log10(flag.p_value))
    assert all(np.isfinite(value) for value in flag.evidence.values())


def test_a_run_of_equal_answers_longer_than_chance_gives_is_seen():
    row = {"bins": [7] * 6, "levels": [0, 0, 42], "best": 42}
    assert ("x", "long_run") in flags([*calm(), Batch(counter="x", longest_run=42, **row)])
    assert flags([*calm(), Batch(counter="x", longest_run=4, **row)]) == {}


def test_few_not_applicable_are_seen_where_the_peers_have_many():
    batches = [
        Batch(counter=str(c), bins=[], levels=[1, 2, 5], not_applicable=0 if c == 11 else 2 + n % 2)
        for c in range(12)
        for n in range(20)
    ]
    assert ("11", "few_not_applicable") in flags(batches)


def test_more_answers_than_people_served_and_a_high_rate_are_told_with_both_numbers():
    batches = calm()
    served = {batch.counter: 1_000 + 40 * place for place, batch in enumerate(batches[::20])}
    answers = sum(batch.n for batch in batches if batch.counter == "x")
    found = flags(batches, served | {"x": answers // 2})
    assert found["x", "answers_above_transactions"].evidence == {
        "answers": answers,
        "transactions": answers // 2,
    }
    assert found["x", "high_rate"].evidence == {"rate": pytest.approx(2, rel=0.01)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_month_of_stuffing_is_found_and_the_neighbours_stay_clean(kind):
    batches, served = month(np.random.default_rng(3), 40, [KINDS[kind]] * 2)
    found = {flag.counter for flag in screen(batches, served)}
    assert found
    assert found <= {"0", "1"}


def test_weak_signs_together_are_seen_where_none_alone_would_do():
    batches, served = month(np.random.default_rng(8), 120, [KINDS["smart"]] * 3)
    rules = {flag.rule for flag in screen(batches, served)}
    assert "together" in rules
    alone = [flag for flag in screen(batches, served, alpha=0.05) if flag.rule != "together"]
    assert len({flag.counter for flag in alone}) < 3


def test_a_screen_that_compared_nobody_with_peers_would_miss_them():
    """The planted weakness: without the other counters the careful stuffer cannot be told from a popular counter."""
    batches, served = month(np.random.default_rng(8), 120, [KINDS["smart"]] * 3)
    own = [batch for batch in batches if batch.counter == "0"]
    assert screen(own, {"0": served["0"]}) == []


def test_counters_with_few_answers_are_not_looked_at_and_nothing_raises_on_empty_half_days():
    assert screen([]) == []
    assert screen([Batch(counter="a", bins=[0, 20], levels=[0, 20], best=20, longest_run=20)]) == []
    assert screen([Batch(counter="a", bins=[0, 0], levels=[0, 0]) for _ in range(40)]) == []


@pytest.mark.parametrize("alpha", [0.05, 0.001])
def test_what_is_flagged_has_a_p_value_under_the_level(alpha):
    batches, served = month(np.random.default_rng(4), 30, [KINDS["burst"]] * 3)
    found = screen(batches, served, alpha=alpha)
    assert found
    assert all(flag.p_value <= alpha for flag in found)
    assert {flag.rule for flag in found} <= set(RULES)


def test_the_order_of_half_days_and_counters_changes_nothing():
    batches, served = month(np.random.default_rng(4), 30, [KINDS["drip"]] * 3)
    one = {(flag.counter, flag.rule): flag.p_value for flag in screen(batches, served)}
    other = {(flag.counter, flag.rule): flag.p_value for flag in screen(batches[::-1], served)}
    assert one.keys() == other.keys()
    np.testing.assert_allclose([one[key] for key in one], [other[key] for key in one], rtol=1e-6)


@pytest.mark.parametrize(
    ("batch", "reason"),
    [
        (Batch(counter="a", bins=[-1], levels=[1, 2]), "0 or more at 'a'"),
        (Batch(counter="a", bins=[1], levels=[1, 2], best=9), "than answers at 'a'"),
        (Batch(counter="a", bins=[1], levels=[1, 2], longest_run=9), "than answers at 'a'"),
        (Batch(counter="a", bins=[1], levels=[1, 2, 3]), "expected 2 levels at 'a', got 3"),
    ],
)
def test_what_is_no_batch_is_refused(batch, reason):
    with pytest.raises(ValueError, match=f"batches: .*{reason}"):
        screen([Batch(counter="b", bins=[1], levels=[1, 0]), batch])


@pytest.mark.parametrize("served", [{"a": -1}, {"a": float("nan")}])
def test_impossible_transactions_are_refused(served):
    with pytest.raises(ValueError, match="transactions: expected"):
        screen([Batch(counter="a", bins=[1], levels=[1, 0])], served)
