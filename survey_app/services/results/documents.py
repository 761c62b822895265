"""The comparison as JSON: the shape is a contract with other programs."""

from dataclasses import asdict
from typing import Any

from survey_app.services.results.report import Comparison, Difference, Figure, UnitResult

NOTHING = {"value": None, "low": None, "high": None}


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    test = comparison.kruskal_wallis
    return {
        "template": comparison.template,
        "version": comparison.version,
        "period": str(comparison.period),
        "level": comparison.level,
        "parent": comparison.parent_code or None,
        "item": comparison.item,
        "units": [_unit(unit) for unit in comparison.units],
        "kruskal_wallis": asdict(test) if test else {"statistic": None, "df": None, "p_value": None},
        "total": asdict(comparison.total) if comparison.total else None,
        "change": asdict(comparison.change) if comparison.change else None,
        "method": {
            "share": "Wilson 95 %",
            "mean": "t 95 %",
            "difference": "unit against the rest, pooled z, Holm; interval of the whole family (Bonferroni, Newcombe)",
            "minimum": comparison.minimum,
        },
    }


def _unit(unit: UnitResult) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "n": unit.n,
        "share": _figure(unit.share),
        "mean": _figure(unit.mean),
        "difference": _figure(unit.difference) if unit.difference else NOTHING | {"p_value": None},
        "band": unit.band,
        "suppressed": unit.suppressed,
    }


def _figure(figure: Figure | Difference | None) -> dict[str, Any]:
    return asdict(figure) if figure else dict(NOTHING)
