"""The rules of extraction: one entry each, with its sentence, its term and its examples.

The entries stand in one module a stage; the code of the stage asks them. `RULES` has them all by id.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType, ModuleType

from app.extraction.rules import (
    antecedents,
    context,
    continuations,
    doubts,
    kinds,
    media,
    meetings,
    names,
    ownership,
    patterns,
    quotes,
    roles,
    sources,
    speakers,
)
from app.extraction.rules.rule import Example, Rule, RuleChange, disable_rules, record_changes

__all__ = ["RULES", "Example", "Rule", "RuleChange", "record_changes", "without_rules"]

STAGES: tuple[ModuleType, ...] = (
    names,
    kinds,
    roles,
    sources,
    patterns,
    ownership,
    continuations,
    quotes,
    speakers,
    antecedents,
    media,
    doubts,
    context,
    meetings,
)


def _register_rules() -> Mapping[str, Rule]:
    rules: dict[str, Rule] = {}
    for stage in STAGES:
        for rule in vars(stage).values():
            if isinstance(rule, Rule):
                if rule.id in rules:
                    raise ValueError(f"two rules have the id {rule.id!r}")
                rules[rule.id] = rule
    return MappingProxyType(rules)


RULES = _register_rules()


@contextmanager
def without_rules(rules: Iterable[str]) -> Iterator[None]:
    """Switch rules off by their ids within the block, in this thread or task only.

    Raises:
        ValueError: there is no rule of that id.
    """
    off = frozenset(rules)
    if unknown := sorted(off - RULES.keys()):
        raise ValueError(f"there is no rule {', '.join(map(repr, unknown))}")
    with disable_rules(off):
        yield
