"""text -> attributions: which words are content, which their cue and their source."""

from app.extraction.attributions import Attribution
from app.extraction.layout import Layout
from app.extraction.rules import read_unit
from app.extraction.units import find_units


def tag(layout: Layout) -> list[Attribution]:
    """The attributions that the sentences of a text hold, each for itself."""
    return [found for unit in find_units(layout) for found in read_unit(layout.text, unit)]
