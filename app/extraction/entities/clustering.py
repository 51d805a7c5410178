"""Who is named in the document: each person and organisation once, with all its mentions."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from app.extraction.entities.entity import Entity, Gender, gender_of, score_type_cues
from app.extraction.entities.mentions import NameMention, find_name_mentions
from app.extraction.lang.lexicon import word_list
from app.extraction.lang.words import FIRST_NAMES, NAME_SUFFIXES, ORGANISATION_NOUNS, PREPOSITIONS
from app.extraction.rules import names as rules
from app.extraction.structure.segmentation import TextIndex
from app.extraction.types import Span

_WORDS_OUTSIDE_ACRONYMS = word_list("common", "name_links", "acronyms")
# So many figures that share one word are a list of names, not aliases of each other.
_MAX_SHARED_WORD = 50


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text, and whose it may be; more than one where several share it."""

    name: NameMention
    candidates: tuple[Entity, ...]

    @property
    def entity(self) -> Entity:
        return self.candidates[0]

    @property
    def start(self) -> int:
        return self.name.span.start

    @property
    def title_start(self) -> int:
        """Where the mention begins with its title."""
        return (self.name.title or self.name.span).start


class EntityIndex:
    """The figures of a document, to be asked by place."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self.mentions = tuple(mentions)
        self.figures = tuple(dict.fromkeys(mention.entity for mention in self.mentions))
        self._starts = [mention.start for mention in self.mentions]

    def mentions_in(self, span: Span) -> tuple[Mention, ...]:
        return self.mentions[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)]

    def mentions_before(self, offset: int, limit: int) -> tuple[Mention, ...]:
        """The nearest mentions before a place, in the order of the text."""
        end = bisect_left(self._starts, offset)
        return self.mentions[max(0, end - limit) : end]


def is_after_preposition(layout: TextIndex, mention: Mention) -> bool:
    """Whether a preposition stands before the mention, as in "critics of Trump": it is not what the clause is about."""
    before = layout.word_before(mention.title_start)
    return before is not None and before.lower in PREPOSITIONS


def find_entities(layout: TextIndex) -> EntityIndex:
    names = [name for name in layout.with_cancellation(find_name_mentions(layout)) if not _is_common_word(name, layout)]
    surnames = {name.key[-1] for name in names if len(name.parts) > 1}
    names = [
        name
        for name in names
        if not rules.LONE_OFFICE.holds(name.is_lone_title and name.key[0] not in surnames, name.span)
    ]
    register = EntityClustering(layout, names)
    people = EntityIndex(register.to_mention(name) for name in layout.with_cancellation(names))
    for figure in layout.with_cancellation(people.figures):
        _drop_nickname(figure)
    return people


def _drop_nickname(figure: Entity) -> None:
    """The name that a text keeps using, where a longer one ("Crooked Hillary Clinton") stands only once."""
    longest = [name for name in figure.mentions if name.parts == figure.parts]
    shorter = [name for name in figure.mentions if name.parts == figure.parts[1:] and len(name.parts) > 1]
    if len(longest) == 1 and rules.USUAL_NAME.holds(len(shorter) > 2, longest[0].span):
        figure.name, figure.parts = shorter[0].printed, shorter[0].parts


def _is_common_word(name: NameMention, layout: TextIndex) -> bool:
    """A lone capital at the start of a sentence that the text also writes small, or a participle, is no name."""
    if not name.is_sentence_opening or len(name.parts) > 1:
        return False
    word = name.parts[0]
    return rules.CAPITAL_OF_OPENING.holds(
        word.lower() in layout.lowercase_words, name.span
    ) or rules.OPENING_PARTICIPLE.holds(word.endswith("ing"), name.span)


class EntityClustering:
    """Decides which names are one and the same figure's: the longest names make figures, shorter ones join them."""

    def __init__(self, layout: TextIndex, names: list[NameMention]) -> None:
        self.layout = layout
        self.by_key: dict[tuple[str, ...], list[Entity]] = {}
        self.by_part: defaultdict[str, list[Entity]] = defaultdict(list)
        ranked: defaultdict[tuple[int, bool], list[NameMention]] = defaultdict(list)
        for name in layout.with_cancellation(names):
            ranked[-len(name.parts), gender_of(name) is Gender.UNKNOWN].append(name)
        for name in layout.with_cancellation(chain.from_iterable(ranked[rank] for rank in sorted(ranked))):
            fitting = self.matching_entities(name)
            if fitting:
                score_type_cues(layout, name, fitting[0])
            else:
                self._add_entity(name)

    def _add_entity(self, name: NameMention) -> Entity:
        figure = Entity(name.printed, name.parts)
        score_type_cues(self.layout, name, figure)
        self.by_key.setdefault(name.key, []).append(figure)
        for part in dict.fromkeys((*name.key, acronym_of(name.key))):
            self.by_part[part].append(figure)
        return figure

    def matching_entities(self, name: NameMention) -> list[Entity]:
        """The figures that a name fits best, as far as he or she agrees."""
        same = [figure for figure in self.by_key.get(name.key, ()) if self._can_be_named(figure, name)]
        if same and len(name.parts) > 1:
            return same
        sharing = self.by_part.get(name.key[-1], ())[:_MAX_SHARED_WORD]
        fitting = [(alias_score(name.key, figure, name.span), figure) for figure in sharing]
        best = max((fit for fit, _ in fitting), default=0)
        longer = [figure for fit, figure in fitting if fit and fit == best and self._can_be_named(figure, name)]
        return same + [figure for figure in longer if figure not in same]

    def _can_be_named(self, figure: Entity, name: NameMention) -> bool:
        other_gender = not is_compatible_gender(gender_of(name), figure.gender)
        return not rules.NAME_OF_OTHER_GENDER.holds(other_gender, name.span)

    def to_mention(self, name: NameMention) -> Mention:
        figures = self.matching_entities(name) or [self._add_entity(name)]
        for figure in figures if len(figures) == 1 else ():
            figure.mentions.append(name)
        return Mention(name, tuple(figures))


def acronym_of(key: tuple[str, ...]) -> str:
    """As "imf" for "International Monetary Fund"; nothing for fewer than three words."""
    letters = [part[0] for part in key if part not in _WORDS_OUTSIDE_ACRONYMS]
    return "".join(letters) if len(letters) > 2 else ""


def is_compatible_gender(one: Gender, other: Gender) -> bool:
    return one is other or Gender.UNKNOWN in (one, other)


def alias_score(key: tuple[str, ...], figure: Entity, at: Span) -> int:
    """How well a shorter name fits a longer one: as its end best, then as its beginning, then in its middle.

    `at` is where the shorter one stands.
    """
    suffixed = len(figure.key) > 2 and figure.key[-1] in NAME_SUFFIXES
    core = figure.key[:-1] if rules.SUFFIX.holds(suffixed, at) else figure.key
    if len(key) >= len(core):
        return 0
    if figure.is_organisation:
        ends = core[-len(key) :] == key and (len(key) > 1 or key[0] in ORGANISATION_NOUNS)
        is_body = rules.BODY_BY_LAST_WORDS.holds(ends, at) or rules.ACRONYM.holds(key == (acronym_of(core),), at)
        return 2 if is_body else 0
    if rules.PLACE_IN_FULL.holds(figure.place_score > figure.person_score, at):
        return 0
    if rules.SURNAME.holds(core[-len(key) :] == key, at):
        return 4
    if rules.FIRST_AND_LAST_NAME.holds(len(core) > 2 and (core[0], core[-1]) == (key[0], key[-1]), at):
        return 4
    if core[: len(key)] == key:
        family = len(key) == 1 and key[0] not in FIRST_NAMES
        if rules.FAMILY_NAME_FIRST.holds(family, at):
            return 4
        return rules.FIRST_NAME.change(0, 2, at)
    inside = len(core) > 2 and key[0] in core[1:-1] and all(part in core for part in key)
    return rules.MIDDLE_NAME.change(0, int(inside), at)
