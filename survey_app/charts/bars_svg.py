"""Bars as small inline SVGs, one a row: diverging ones for scales, simple ones for choices.

Places are per cent of the width and colours come by class, for the content policy drops style attributes. White gaps
part the levels and their numbers stand in them, so that grey paper tells them apart too.
"""

from markupsafe import Markup

from survey_app.charts.diverging import Bar, DivergingChart, Piece
from survey_app.services.comparing.numbers import decimal, percent


def bar_svg(chart: DivergingChart, bar: Bar) -> Markup:
    """One row: a line at the centre, and a piece for each level that was chosen."""
    return Markup(
        '<svg class="diverging" role="img" aria-label="{spoken}">'
        '<line class="center" x1="{at:.2f}%" x2="{at:.2f}%" y1="0" y2="100%"/>{pieces}</svg>'
    ).format(spoken=bar.spoken, pieces=Markup().join(map(_piece, chart.pieces(bar))), at=chart.center)


def _piece(piece: Piece) -> Markup:
    drawn = Markup(
        '<rect class="level-{tone}" x="{x:.2f}%" width="{width:.2f}%" y="18%" height="64%"/>'
    ).format(tone=piece.tone, x=piece.start, width=piece.width)
    if not piece.has_room:
        return drawn
    return drawn + Markup(
        '<text class="on-{tone}" x="{x:.2f}%" y="50%" dy=".35em" text-anchor="middle">{share}</text>'
    ).format(tone=piece.tone, x=piece.start + piece.width / 2, share=decimal(piece.share * 100, 0))


def choice_svg(label: str, share: float) -> Markup:
    """One choice: how many of a hundred."""
    return Markup(
        '<svg class="choice" role="img" aria-label="{label}: {share}"><rect class="ground" width="100%" height="100%"/>'
        '<rect class="chosen" width="{width:.2f}%" height="100%"/></svg>'
    ).format(label=label, share=percent(share), width=share * 100)
