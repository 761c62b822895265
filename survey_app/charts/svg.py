"""Dot-and-whisker rows as small inline SVGs: one a row, so that names wrap and text stays text.

Places are per cent of the width and marks keep their shape at any width; there are no style attributes, which the
content policy would drop: classes give the colours, shapes tell the bands apart on grey paper.
"""

from collections.abc import Mapping

from markupsafe import Markup

from survey_app.charts.dots import Axis, Dot, DotChart, Mark

MARKS: dict[Mark, Markup] = {
    "above": Markup('<path d="M0-8 8 6H-8Z"/>'),
    "not_distinguishable": Markup('<circle r="5.5"/>'),
    "below": Markup('<path d="M0 8 8-6H-8Z"/>'),
    "check": Markup('<path d="M0-8 8 0 0 8-8 0Z"/>'),
}


def row_svg(chart: DotChart, dot: Dot) -> Markup:
    """One row: grid, reference, whisker, mark."""
    axis = chart.axis
    grid = Markup().join(
        Markup('<line class="grid" x1="{0:.2f}%" x2="{0:.2f}%" y1="0" y2="100%"/>').format(axis.place(tick))
        for tick in axis.ticks
    )
    return Markup(
        '<svg class="dot {mark}" role="img" aria-label="{spoken}">{grid}'
        '<line class="reference" x1="{zero:.2f}%" x2="{zero:.2f}%" y1="0" y2="100%"/>'
        '<line class="whisker" x1="{low:.2f}%" x2="{high:.2f}%" y1="50%" y2="50%"/>{beside}'
        '<svg class="mark" x="{at:.2f}%" y="50%" overflow="visible" width="1" height="1">{shape}</svg></svg>'
    ).format(
        mark=dot.mark,
        spoken=dot.spoken,
        grid=grid,
        zero=axis.place(chart.reference),
        low=axis.place(dot.low),
        high=axis.place(dot.high),
        at=axis.place(dot.value),
        beside=Markup("")
        if dot.beside is None
        else Markup('<line class="beside" x1="{0:.2f}%" x2="{0:.2f}%" y1="25%" y2="75%"/>').format(
            axis.place(dot.beside)
        ),
        shape=MARKS[dot.mark],
    )


def range_svg(axis: Axis, low: float, high: float, spoken: str) -> Markup:
    """A bar from one value to another, without a point: none is likelier than the others."""
    grid = Markup().join(
        Markup('<line class="grid" x1="{0:.2f}%" x2="{0:.2f}%" y1="0" y2="100%"/>').format(axis.place(tick))
        for tick in axis.ticks
    )
    start, end = axis.place(low), axis.place(high)
    return Markup(
        '<svg class="dot range" role="img" aria-label="{}">{}'
        '<rect class="reach" x="{:.2f}%" width="{:.2f}%" y="35%" height="30%" rx="3"/></svg>'
    ).format(spoken, grid, start - 0.6, end - start + 1.2)


def key_svg(mark: Mark) -> Markup:
    """The mark alone, for the key."""
    return Markup('<svg class="dot key {}" viewBox="-10 -10 20 20" aria-hidden="true">{}</svg>').format(
        mark, MARKS[mark]
    )


def axis_svg(axis: Axis, labels: Mapping[int, str]) -> Markup:
    """The numbers of the axis. Each row says its own numbers, so readers of speech skip this one."""
    texts = Markup().join(
        Markup('<text x="{:.2f}%" y="70%" text-anchor="middle">{}</text>').format(
            axis.place(tick), labels[tick]
        )
        for tick in axis.ticks
    )
    return Markup('<svg class="axis" aria-hidden="true">{}</svg>').format(texts)
