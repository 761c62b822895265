"""A comparison as the JSON document that programs read. Its shape is a contract: keys may be added, none changed."""

from collections.abc import Mapping
from typing import Any

from survey_app.services.comparing import sign_words, words
from survey_app.services.comparing.comparison import (
    Comparison,
    Difference,
    Measured,
    Sign,
    Total,
    UnitResult,
    Without,
)

_FACTOR_METHOD = {
    "share": "composite of shares, errors from moments and sealed boxes, t",
    "mean": None,
    "difference": "estimates_against_rest, family-wise",
    "adjust": "holm",
    "confidence": 0.95,
}


def document(comparison: Comparison) -> dict[str, Any]:
    test = comparison.kruskal_wallis
    return {
        "template": comparison.template,
        "template_name": comparison.template_name,
        "version": comparison.version,
        "pooled_versions": list(comparison.pooled_versions),
        "other_versions": list(comparison.other_versions),
        "period": str(comparison.period),
        "level": comparison.level,
        "parent": comparison.parent.code if comparison.parent else None,
        "block": comparison.block,
        "item": comparison.item,
        "item_text": comparison.item_text,
        "is_factor": comparison.is_factor,
        "minimum": comparison.minimum,
        "units": [_unit(unit) for unit in comparison.units],
        "total": _total(comparison.total),
        "change": _change(comparison),
        "kruskal_wallis": {
            "statistic": test.statistic if test else None,
            "df": test.df if test else None,
            "p_value": test.p_value if test else None,
        },
        "method": _FACTOR_METHOD
        if comparison.is_factor
        else {
            "share": "sealed boxes, linearised, logit-t; wilson where boxes are few",
            "mean": "sealed boxes, t; t where boxes are few",
            "difference": "against_rest_exact with design effects, Newcombe, family-wise",
            "adjust": "holm",
            "confidence": 0.95,
        },
        "sentence": words.verdict(comparison),
        "notes": [*words.notes(comparison), str(words.VOLUNTARY)],
    }


def _unit(unit: UnitResult) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "n": unit.n,
        "share": _measured(unit.share),
        "mean": _measured(unit.mean),
        "difference": {**_measured(unit.difference), "p_value": _p(unit.difference)},
        "band": unit.band,
        "not_applicable": unit.not_applicable,
        "n_effective": unit.n_effective,
        "suppressed": unit.hidden is not None,
        "waiting": unit.absent == "waiting",
        "signs": [_sign(sign) for sign in unit.signs],
        "without_signs": _without(unit.without),
        "disputed": unit.disputed,
        "remarks": list(words.remarks(unit)),
    }


def _sign(sign: Sign) -> Mapping[str, object]:
    """In steps, as in the sentence: no number of one half-day leaves the house."""
    return {
        "kind": sign.kind,
        "counter": sign.counter,
        "month": sign.month,
        "sentence": sign_words.sign(sign),
    }


def _without(without: Without | None) -> Mapping[str, object]:
    return {
        "n": without.n if without else None,
        "share": _measured(without.share if without else None),
    }


def _measured(found: Measured | Difference | None) -> Mapping[str, float | None]:
    return {
        "value": found.value if found else None,
        "low": found.low if found else None,
        "high": found.high if found else None,
    }


def _p(difference: Difference | None) -> float | None:
    return difference.p_value if difference else None


def _total(total: Total | None) -> dict[str, Any]:
    return {
        "n": total.n if total else None,
        "share": _measured(total.share if total else None),
        "mean": _measured(total.mean if total else None),
        "not_applicable": total.not_applicable if total else None,
        "without_signs": _without(total.without if total else None),
    }


def _change(comparison: Comparison) -> dict[str, Any]:
    change = comparison.change
    return {**_measured(change.measured if change else None), "since": str(change.since) if change else None}
