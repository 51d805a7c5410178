"""A rule of extraction: what it says, the examples that prove it, a switch, and a trace of what it changed."""

from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar, runtime_checkable

T = TypeVar("T")


@runtime_checkable
class Place(Protocol):
    """Where in the text: a span, a word or a quoted passage's marks."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Example:
    """A text, and what comes out of it with the rule and without.

    `shows` names what is compared: "words", "speaker", "addressee" and so on, as the test of the rules reads them.
    `tagged` stands in for the tagger: for each attribution the words of its cue, its source ("" for none) and its
    content. Without it the tagger reads the text; with an empty one it has found nothing.
    """

    text: str
    shows: str
    found: str
    otherwise: str
    tagged: tuple[tuple[str, ...], ...] | None = None
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that changed something: where, from what, to what."""

    rule: "Rule"
    start: int
    end: int
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class _Run:
    """What holds for the calls within a `with` block: which rules are off, and who wants to know of the others."""

    disabled: Set[str] = frozenset()
    trace: list[RuleChange] | None = None


# None where no rule is off and nobody records: almost always.
_RUN: ContextVar[_Run | None] = ContextVar("rules of this extraction", default=None)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of extraction.

    `id` is kebab-case, `sentence` says what the rule does, `term` is what the literature calls it, if it does.
    The code asks the rule where it applies it: `change` for a value that the rule replaces, `holds` for a condition.
    """

    id: str
    sentence: str
    term: str | None
    examples: tuple[Example, ...]

    def change(self, before: T, after: T, at: Place | Sequence[Place]) -> T:
        """What the rule makes of a value; the value as it was where the rule is off."""
        run = _RUN.get()
        if run is None:
            return after
        if self.id in run.disabled:
            return before
        if run.trace is not None and before != after:
            run.trace.append(RuleChange(self, *_limits(at), before, after))
        return after

    def holds(self, found: bool, at: Place | Sequence[Place]) -> bool:
        """Whether the rule's condition is met; it never is where the rule is off."""
        return found if _RUN.get() is None else self.change(False, found, at)


def define_rule(id: str, sentence: str, *examples: Example, term: str | None = None) -> Rule:
    """A rule as the modules beside this one declare it."""
    return Rule(id, sentence, term, examples)


def _limits(at: Place | Sequence[Place]) -> tuple[int, int]:
    # A word is a sequence as well as a place.
    if isinstance(at, Place):
        return at.start, at.end
    return min((place.start for place in at), default=0), max((place.end for place in at), default=0)


@contextmanager
def disable_rules(rules: Set[str]) -> Iterator[None]:
    """Switches rules off for what this thread or task extracts within the block."""
    outer = _RUN.get() or _Run()
    token = _RUN.set(_Run(outer.disabled | rules, outer.trace))
    try:
        yield
    finally:
        _RUN.reset(token)


@contextmanager
def record_changes() -> Iterator[list[RuleChange]]:
    """A list that fills with what the rules change within the block, in the order in which they do."""
    outer = _RUN.get() or _Run()
    changes: list[RuleChange] = []
    token = _RUN.set(_Run(outer.disabled, changes))
    try:
        yield changes
    finally:
        _RUN.reset(token)
