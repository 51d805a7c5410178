"""What kind of phrase a source is: a name, a pronoun, a role, an institution, a medium, a group."""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from app.extraction.document import Span
from app.extraction.entities.clustering import Mention, People
from app.extraction.entities.entity import Figure, gender_of_noun
from app.extraction.lang.lexicon import words
from app.extraction.structure.segmentation import Layout, Word

_ROLES = words("roles", "kin", "words") | words("roles", "heads", "words") | words("roles", "titles", "before")
_GROUPS = words("roles", "groups", "words")
_INSTITUTIONS = words("organisations", "institutions", "words")
_MEDIA = words("organisations", "media", "words")
_BREAKS = frozenset(
    [
        "of",
        "for",
        "from",
        "at",
        "in",
        "on",
        "with",
        "to",
        "by",
        "near",
        "who",
        "which",
        "that",
        "whose",
        "whom",
        "inside",
        "aboard",
        "behind",
        "about",
    ]
)
_PRONOUNS = frozenset().union(*(words("people", "pronouns", kind) for kind in ("male", "female", "plural", "neuter")))
_INDEFINITE = frozenset(["a", "an", "one", "another", "some", "any", "no", "every", "each"])


class Form(StrEnum):
    NAME = "name"
    PRONOUN = "pronoun"
    FIRST_PERSON = "first person"
    RELATIVE = "relative"
    ROLE = "role"
    INSTITUTION = "institution"
    MEDIUM = "medium"
    GROUP = "group"
    JOINT = "joint"
    OTHER = "other"
    NONE = "none"


# A word of several lexicons has the first one's form.
_FORMS = {
    word: form
    for form, lexicon in reversed(
        (
            (Form.PRONOUN, _PRONOUNS),
            (Form.FIRST_PERSON, words("people", "pronouns", "first") | words("people", "pronouns", "writer")),
            (Form.RELATIVE, words("people", "pronouns", "relative")),
            (Form.GROUP, _GROUPS),
            (Form.ROLE, _ROLES),
            (Form.MEDIUM, _MEDIA),
            (Form.INSTITUTION, _INSTITUTIONS),
        )
    )
    for word in lexicon
}


@dataclass(frozen=True, slots=True)
class Source:
    """A source phrase understood: its form, the word that heads it, and the name that stands for the whole of it."""

    form: Form
    span: Span | None
    head: Word | None = None
    mention: Mention | None = None
    mentions: tuple[Mention, ...] = ()

    indefinite: bool = False
    # Whom it takes up is looked for before this place, if not before the phrase itself.
    since: int | None = None

    @property
    def place(self) -> int:
        assert self.span
        return self.span.start if self.since is None else self.since

    def as_stranger(self) -> Figure | None:
        """A person whom the text does not name: "my father", "a senior official". "He" after that is nobody else."""
        if self.form is not Form.ROLE or not self.head:
            return None
        return Figure("", (), gender=gender_of_noun(self.word), person=3, stranger=True)

    @property
    def word(self) -> str:
        return self.head.lower if self.head else ""


def read_source(layout: Layout, people: People, spans: tuple[Span, ...]) -> Source:
    if not spans:
        return Source(Form.NONE, None)
    span = Span(spans[0].start, spans[-1].end)
    mentions = people.within(span)
    segments = _segments(layout, span, mentions)
    if joint := _joint(layout, mentions):
        return Source(Form.JOINT, span, None, None, joint)
    indefinite = bool(segments) and segments[0][0].lower in _INDEFINITE
    for number, segment in enumerate(segments):
        last = segment[-1]
        before = people.before(last.start + 1, 1)
        named = [m for m in before if span.start <= m.start and last.start < m.name.span.end]
        if named and (number == 0 or named[0].figure.is_person):
            return Source(Form.NAME, span, last, named[0], mentions)
        if number == 0 and (form := form_of(last.lower)) not in (Form.ROLE, Form.OTHER):
            return Source(form, span, last, None, mentions, indefinite)
    head = segments[0][-1] if segments else None
    return Source(form_of(head.lower) if head else Form.OTHER, span, head, None, mentions, indefinite)


def _joint(layout: Layout, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Two names side by side, as in "the United States and China"."""
    if len(mentions) != 2:
        return ()
    between = layout.text[mentions[0].name.span.end : mentions[1].start]
    return mentions if between in (" and ", " and the ") and mentions[0].figure is not mentions[1].figure else ()


def form_of(word: str) -> Form:
    """The form of a phrase that is headed by this word."""
    return _FORMS.get(word, Form.OTHER)


def _breaks(word: Word, previous: Word) -> bool:
    """Whether a word begins what only describes the head: "of ...", "who ...", "released last year"."""
    if not word.text.islower():
        return False
    participle = word.lower.endswith("ed") and form_of(previous.lower) is not Form.OTHER
    return word.lower in _BREAKS or participle


def _segments(layout: Layout, span: Span, mentions: tuple[Mention, ...]) -> list[list[Word]]:
    """The phrase cut at commas, brackets and prepositions: its head ends the first piece, appositions follow.

    Only pieces after a comma are kept beside the first: what follows "of" or "for" never heads the phrase.
    """
    named = [(m.name.title or m.name.span).start for m in mentions], [m.name.span.end for m in mentions]
    pieces: list[list[Word]] = [[]]
    keep = True
    previous: Word | None = None
    for word in layout.words_in(span):
        gap = layout.text[previous.end : word.start] if previous else ""
        if any(mark in gap for mark in ",(;:\u2014\u2013\u2015"):
            keep = "(" not in gap
            pieces.append([])
        inside_name = bisect_right(named[0], word.start) > bisect_right(named[1], word.start)
        if pieces[-1] and not inside_name and _breaks(word, pieces[-1][-1]):
            keep = False
        if keep:
            pieces[-1].append(word)
        previous = word
    return [piece for piece in pieces if piece]
