"""Rules for the source: where the phrase that names the speaker begins and ends."""

from app.extraction.rules.rule import Example, Rule

CONTENT_AFTER_AS_CLAUSE = Rule(
    "content-after-as-clause",
    "After “as X noted,” all that follows the comma is reported, from its first word.",
    "parenthetical as-clause",
    (
        Example(
            "Yet, as Ana Lim noted, in the early days nobody kept any minutes.",
            "words",
            "in the early days nobody kept any minutes",
            "nobody kept any minutes",
            tagged=(("noted", "Ana Lim", "nobody kept any minutes"),),
        ),
    ),
)
SUBJECT_WITHIN_CUE = Rule(
    "subject-within-cue",
    "A pronoun that a cue begins with is its source.",
    "subject pronoun",
    (
        Example(
            "Ana Lim left early. She said that the talks would go on.",
            "speaker",
            "Ana Lim",
            "nobody",
            tagged=(("She said", "", "the talks would go on"),),
        ),
    ),
)
EMPHATIC_REFLEXIVE = Rule(
    "emphatic-reflexive",
    "“Itself” or “all” between a source and its cue belongs to the source.",
    "emphatic reflexive; floating quantifier",
    (
        Example(
            "The embassy itself said that no visa had been refused.",
            "source",
            "The embassy itself",
            "The embassy",
            tagged=(("itself said", "The embassy", "no visa had been refused"),),
        ),
    ),
)
DATELINE = Rule(
    "dateline",
    "A source begins after the dateline that opens an article.",
    "dateline",
    (
        Example(
            "OSLO, May 3 (Wire) -- Ana Lim said that the talks would go on.",
            "source",
            "Ana Lim",
            "OSLO, May 3 (Wire) -- Ana Lim",
            tagged=(("said", "OSLO, May 3 (Wire) -- Ana Lim", "the talks would go on"),),
        ),
    ),
)
WHOLE_NAME_AT_START = Rule(
    "whole-name-at-start",
    "A source that begins within a name begins with all of it, title included.",
    "maximal noun phrase",
    (
        Example(
            "Foreign Minister Ana Lim said that the talks would go on.",
            "source",
            "Foreign Minister Ana Lim",
            "Lim",
            tagged=(("said", "Lim", "the talks would go on"),),
        ),
    ),
)
RELATIVE_PRONOUN_SOURCE = Rule(
    "relative-pronoun-source",
    "“Who” or “which” right before its cue is the source as printed.",
    "relative clause subject",
    (
        Example(
            "Reporters met Ana Lim, who said that the talks would go on.",
            "source",
            "who",
            "Reporters",
            tagged=(("said", "Reporters", "the talks would go on"),),
        ),
    ),
)
PARTITIVE_SOURCE = Rule(
    "partitive-source",
    "In “two of whom said”, the source is the whole of “two of whom”.",
    "partitive construction",
    (
        Example(
            "The diplomats, two of whom said that the talks had failed, left at once.",
            "source",
            "two of whom",
            "The diplomats",
            tagged=(("said", "The diplomats", "the talks had failed"),),
        ),
    ),
)
DISTRIBUTIVE_SOURCE = Rule(
    "distributive-source",
    "“Each” after a comma and right before its cue is the source.",
    "distributive quantifier",
    (
        Example(
            "The two envoys, Ana Lim and Bo Karlsen, each said that the talks had failed.",
            "source",
            "each",
            "Bo Karlsen",
            tagged=(("said", "Bo Karlsen", "the talks had failed"),),
        ),
    ),
)
FUNCTION_WORD_IS_NO_SOURCE = Rule(
    "function-word-is-no-source",
    "A preposition, a conjunction or an auxiliary alone is no source.",
    "function word",
    (
        Example(
            "In the evening, as was said before, the talks had failed again.",
            "source",
            "nothing",
            "as",
            tagged=(("was said", "as", "the talks had failed again"),),
        ),
    ),
)
PRONOUN_STANDS_ALONE = Rule(
    "pronoun-stands-alone",
    "A source that begins with a subject pronoun ends with it, unless “and”, “who” or the like follows.",
    "pronoun as a noun phrase",
    (
        Example(
            "She in the evening said that the talks had failed.",
            "source",
            "She",
            "She in the evening",
            tagged=(("said", "She in the evening", "the talks had failed"),),
        ),
    ),
)
SOURCE_WITHIN_PARAGRAPH = Rule(
    "source-within-paragraph",
    "A source ends with its paragraph.",
    None,
    (
        Example(
            "“The talks have failed,” said Ana Lim\n\nReporters left the hall.",
            "source",
            "Ana Lim",
            "Ana Lim\n\nReporters",
            tagged=(("said", "Ana Lim\n\nReporters", "“The talks have failed,”"),),
        ),
    ),
)
PHRASE_GOES_ON_TO_CUE = Rule(
    "phrase-goes-on-to-cue",
    "A source that breaks off after an article, a preposition or a possessive goes on to its cue.",
    "maximal noun phrase",
    (
        Example(
            "A diplomat in the capital said that the talks had failed.",
            "source",
            "A diplomat in the capital",
            "A diplomat in the",
            tagged=(("said", "A diplomat in the", "the talks had failed"),),
        ),
    ),
)
LOOSE_END = Rule(
    "loose-end",
    "A source that breaks off and cannot go on loses its last word.",
    None,
    (
        Example(
            "“The talks have failed,” said a diplomat who, like others, left early.",
            "source",
            "a diplomat",
            "a diplomat who",
            tagged=(("said", "a diplomat who", "“The talks have failed,”"),),
        ),
    ),
)
TIME_ADJUNCT = Rule(
    "time-adjunct",
    "When somebody spoke is no part of the source.",
    "temporal adjunct",
    (
        Example(
            "Ana Lim last week said that the talks had failed.",
            "source",
            "Ana Lim",
            "Ana Lim last week",
            tagged=(("said", "Ana Lim last week", "the talks had failed"),),
        ),
    ),
)
PARTICIPLE_ADJUNCT = Rule(
    "participle-adjunct",
    "What a person did meanwhile is no part of the source; an “acting director” is.",
    "participial adjunct",
    (
        Example(
            "Minister Ana Lim, touring the camp, said that the talks had failed.",
            "source",
            "Minister Ana Lim",
            "Minister Ana Lim, touring the camp",
            tagged=(("said", "Minister Ana Lim, touring the camp", "the talks had failed"),),
        ),
    ),
)
WHOLE_NAME_AT_END = Rule(
    "whole-name-at-end",
    "A source that ends within a name before or after its cue ends with all of it.",
    "maximal noun phrase",
    (
        Example(
            "Envoy Ana Lim said that the talks had failed.",
            "source",
            "Envoy Ana Lim",
            "Envoy Ana",
            tagged=(("said", "Envoy Ana", "the talks had failed"),),
        ),
    ),
)
NAME_LEADS_AWAY = Rule(
    "name-leads-away",
    "A source that breaks into a name which does not reach its cue is no source.",
    None,
    (
        Example(
            "Ana Lim, the hosts and some guests said that the talks had failed.",
            "source",
            "nothing",
            "Ana",
            tagged=(("said", "Ana", "the talks had failed"),),
        ),
    ),
)
QUOTED_PERSON = Rule(
    "quoted-person",
    "In “X was quoted by Y as saying” the words are X’s.",
    "passive agent",
    (
        Example(
            "Minister Ana Lim was quoted by Bo Karlsen as saying that the talks had failed.",
            "source",
            "Minister Ana Lim",
            "Bo Karlsen",
            tagged=(("was quoted by Bo Karlsen as saying", "Bo Karlsen", "the talks had failed"),),
        ),
    ),
)
NEAREST_NAME = Rule(
    "nearest-name",
    "Of two persons with but a comma between them, the one right before the cue speaks.",
    None,
    (
        Example(
            "In a letter read by envoy Bo Karlsen, Minister Ana Lim said that the talks had failed.",
            "source",
            "Minister Ana Lim",
            "Bo Karlsen, Minister Ana Lim",
            tagged=(("said", "Bo Karlsen, Minister Ana Lim", "the talks had failed"),),
        ),
    ),
)
LOCATIVE_MODIFIER = Rule(
    "locative-modifier",
    "A name that only tells where something is does not speak: in “a banner behind X read”, the banner does.",
    "locative modifier",
    (
        Example(
            "A banner behind Minister Ana Lim read: “We want peace in our time.”",
            "source",
            "A banner behind Minister Ana Lim",
            "Minister Ana Lim",
            tagged=(("read", "Minister Ana Lim", "“We want peace in our time.”"),),
        ),
    ),
)
SUBJECT_BESIDE_CUE = Rule(
    "subject-beside-cue",
    "A person right before the cue speaks rather than somebody further off.",
    "subject",
    (
        Example(
            "For the envoys Minister Ana Lim said that the talks had failed.",
            "source",
            "Minister Ana Lim",
            "the envoys",
            tagged=(("said", "the envoys", "the talks had failed"),),
        ),
    ),
)
OFFICE_IN_APPOSITION = Rule(
    "office-in-apposition",
    "An office in apposition to a person is a source together with the name.",
    "apposition",
    (
        Example(
            "Ana Lim, the foreign minister, said that the talks had failed.",
            "source",
            "Ana Lim, the foreign minister",
            "the foreign minister",
            tagged=(("said", "the foreign minister", "the talks had failed"),),
        ),
    ),
)
DESCRIPTION_IN_APPOSITION = Rule(
    "description-in-apposition",
    "“A friend”, “her rival” or “Y’s only ally” in apposition to a person is a source together with the name.",
    "apposition",
    (
        Example(
            "Ana Lim, Bo Karlsen’s only ally, said that the talks had failed.",
            "source",
            "Ana Lim, Bo Karlsen’s only ally",
            "Bo Karlsen’s only ally",
            tagged=(("said", "Bo Karlsen’s only ally", "the talks had failed"),),
        ),
    ),
)
PHRASE_WITH_APPOSITION = Rule(
    "phrase-with-apposition",
    "“The clerk of the court, a friend, said”: an apposition goes with the phrase that opens the sentence.",
    "apposition",
    (
        Example(
            "The clerk of the court, a friend of both, said that the talks had failed.",
            "source",
            "The clerk of the court, a friend of both",
            "a friend of both",
            tagged=(("said", "a friend of both", "the talks had failed"),),
        ),
    ),
)
