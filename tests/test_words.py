"""The code and its messages use plain words: docs/glossary.md, and "Style" in CONTRIBUTING.md."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parent.parent / "app"
MODULES = {
    str(path.relative_to(APP.parent)): ast.parse(path.read_text())
    for path in sorted(APP.rglob("*.py"))
    if "migrations" not in path.parts
}
# The sentences of extraction's rules are about language, and need some of the words below.
OUTSIDE_EXTRACTION = [module for module in MODULES if not module.startswith("app/extraction/")]
# The most lines of a module, and the largest share of functions with a name of one word.
MAX_LINES = 300
MAX_ONE_WORD_SHARE = 0.1
# Participles and prepositions do not say what a function does.
PARTICIPLE = re.compile(
    r".{2,}(?:ed|ing)|begun|bound|brought|built|come|done|drawn|found|given|gone|held|kept|known|left|made|meant|met|"
    r"paid|said|seen|sent|shown|spelled|spoken|taken|taught|thought|told|understood|written"
)
PREPOSITIONS = re.compile(
    r"about|above|across|after|against|along|amid|among|apart|around|as|at|before|behind|below|beside|between|beyond|by|"
    r"for|from|in|inside|into|near|of|off|on|onto|out|over|past|per|since|through|till|to|toward|under|until|up|upon|via|"
    r"with|within|without"
)
# Idioms that must be read twice.
IDIOMS = re.compile(
    r"(?<!there )\b(?:is|are|was|were|be) (?-i:none)\b|\b(?:there|it) is told\b|\bwhat there is\b|"
    r"\ball there (?:is|are)\b|\bwhoever\b|"
    r"\bnobody knows\b|\bas it is (?:read|written|stored|shown|told)\b|\bis to be had\b|\bby now\b|"
    r"\bwhat (?:has )?(?:became|becomes?) of\b|\bof (?:which|whom) (?:there|nothing|no)\b|\bwhence\b|\bbroken off\b",
    re.IGNORECASE,
)
# Messages, help and descriptions also avoid "is no X" for "is not an X".
MESSAGE_IDIOMS = re.compile(rf"{IDIOMS.pattern}|(?<!there )\bis no (?!longer)\w+", re.IGNORECASE)


def functions() -> Iterator[tuple[str, str]]:
    """The top-level functions, as the name of the module and their own."""
    for name, tree in MODULES.items():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield name, node.name


def docstrings(tree: ast.Module) -> set[int]:
    """The ids of the nodes that are docstrings."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(id(first.value))
    return found


def strings(tree: ast.Module, documentation: bool) -> Iterator[ast.Constant]:
    known = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and (id(node) in known) is documentation:
            yield node


def test_no_function_is_named_by_a_lone_participle_or_preposition():
    named = [(module, name) for module, name in functions() if "_" not in name.strip("_")]
    wrong = [one for one in named if any(words.fullmatch(one[1].strip("_")) for words in (PARTICIPLE, PREPOSITIONS))]
    assert wrong == []


def test_few_functions_have_a_name_of_one_word():
    names = [name.strip("_") for _, name in functions()]
    assert len([name for name in names if "_" not in name]) < MAX_ONE_WORD_SHARE * len(names)


@pytest.mark.parametrize("module", OUTSIDE_EXTRACTION)
def test_messages_are_plain_english(module: str):
    wrong = [
        f"{module}:{node.lineno}: {node.value}"
        for node in strings(MODULES[module], documentation=False)
        if MESSAGE_IDIOMS.search(node.value)
    ]
    assert wrong == []


@pytest.mark.parametrize("module", OUTSIDE_EXTRACTION)
def test_docstrings_are_plain_english(module: str):
    wrong = [
        f"{module}:{node.lineno}: {found[0]}"
        for node in strings(MODULES[module], documentation=True)
        if (found := IDIOMS.search(node.value))
    ]
    assert wrong == []


@pytest.mark.parametrize("module", MODULES)
def test_a_module_fits_on_a_few_screens(module: str):
    assert len((APP.parent / module).read_text().splitlines()) <= MAX_LINES
