"""Reference values of R, read from `golden/`."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

GOLDEN = Path(__file__).parent / "golden"
Key = tuple[str, str, str, str]


@pytest.fixture(scope="session")
def housing_values() -> dict[Key, float]:
    """R's results by (method, factor, group, field)."""
    with (GOLDEN / "housing_values.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["method"], row["factor"], row["group"], row["field"]): (
                float("nan") if row["value"] == "NA" else float(row["value"])
            )
            for row in csv.DictReader(file)
        }


@pytest.fixture(scope="session")
def housing_counts() -> dict[str, tuple[list[str], np.ndarray]]:
    """The tenants' answers by factor: names of the groups and counts of shape (k, 3)."""
    tables: dict[str, tuple[list[str], list[list[int]]]] = {}
    with (GOLDEN / "housing_counts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names, counts = tables.setdefault(row["factor"], ([], []))
            names.append(row["group"])
            counts.append([int(row[level]) for level in ("low", "medium", "high")])
    return {factor: (names, np.array(counts)) for factor, (names, counts) in tables.items()}


@pytest.fixture(scope="session")
def housing_column(
    housing_counts: dict[str, tuple[list[str], np.ndarray]], housing_values: dict[Key, float]
) -> Callable[[str, str, str], list[float]]:
    """One of R's fields for all groups of a factor, in the order of the counts."""

    def column(method: str, factor: str, field: str) -> list[float]:
        return [housing_values[method, factor, group, field] for group in housing_counts[factor][0]]

    return column


@pytest.fixture(scope="session")
def engine() -> Callable[[str, str, str], np.ndarray]:
    """R's values of `golden/engine.R` by method, case and field, in their order."""
    found: dict[tuple[str, str, str], list[float]] = {}
    with (GOLDEN / "engine_values.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            value = float("nan") if row["value"] == "NA" else float(row["value"])
            found.setdefault((row["method"], row["case"], row["field"]), []).append(value)
    return lambda method, case, field: np.array(found[method, case, field])
