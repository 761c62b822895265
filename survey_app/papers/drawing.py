"""Typst templates of this room, filled with data and drawn as PDF. Typst is loaded when a sheet is drawn."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOM = Path(__file__).parent


def draw_pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """Draw `<template>.typ` with its data. Only our own fonts are used, so that every machine draws the same."""
    import typst

    return typst.compile(
        ROOM / f"{template}.typ",
        root=ROOM,
        font_paths=[ROOM / "fonts"],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
