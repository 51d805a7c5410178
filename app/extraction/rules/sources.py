"""Rules for the source: where the phrase that names the speaker begins and ends."""

from app.extraction.rules.rule import Example, define_rule

CONTENT_AFTER_AS_CLAUSE = define_rule(
    "content-after-as-clause",
    "After “as X noted,” all that follows the comma is reported, from its first word.",
    Example(
        "Yet, as Ana Lim noted, in the early days nobody kept any minutes.",
        "words",
        "in the early days nobody kept any minutes",
        "nobody kept any minutes",
        tagged=(("noted", "Ana Lim", "nobody kept any minutes"),),
    ),
    term="parenthetical as-clause",
)
SUBJECT_WITHIN_CUE = define_rule(
    "subject-within-cue",
    "A pronoun that a cue begins with is its source.",
    Example(
        "Ana Lim left early. She said that the talks would go on.",
        "speaker",
        "Ana Lim",
        "nobody",
        tagged=(("She said", "", "the talks would go on"),),
    ),
    term="subject pronoun",
)
EMPHATIC_REFLEXIVE = define_rule(
    "emphatic-reflexive",
    "“Itself” or “all” between a source and its cue belongs to the source.",
    Example(
        "The embassy itself said that no visa had been refused.",
        "source",
        "The embassy itself",
        "The embassy",
        tagged=(("itself said", "The embassy", "no visa had been refused"),),
    ),
    term="emphatic reflexive; floating quantifier",
)
DATELINE = define_rule(
    "dateline",
    "A source begins after the dateline that opens an article.",
    Example(
        "OSLO, May 3 (Wire) -- Ana Lim said that the talks would go on.",
        "source",
        "Ana Lim",
        "OSLO, May 3 (Wire) -- Ana Lim",
        tagged=(("said", "OSLO, May 3 (Wire) -- Ana Lim", "the talks would go on"),),
    ),
    term="dateline",
)
WHOLE_NAME_AT_START = define_rule(
    "whole-name-at-start",
    "A source that begins within a name begins with all of it, title included.",
    Example(
        "Foreign Minister Ana Lim said that the talks would go on.",
        "source",
        "Foreign Minister Ana Lim",
        "Lim",
        tagged=(("said", "Lim", "the talks would go on"),),
    ),
    term="maximal noun phrase",
)
RELATIVE_PRONOUN_SOURCE = define_rule(
    "relative-pronoun-source",
    "“Who” or “which” right before its cue is the source as printed.",
    Example(
        "Reporters met Ana Lim, who said that the talks would go on.",
        "source",
        "who",
        "Reporters",
        tagged=(("said", "Reporters", "the talks would go on"),),
    ),
    term="relative clause subject",
)
PARTITIVE_SOURCE = define_rule(
    "partitive-source",
    "In “two of whom said”, the source is the whole of “two of whom”.",
    Example(
        "The diplomats, two of whom said that the talks had failed, left at once.",
        "source",
        "two of whom",
        "The diplomats",
        tagged=(("said", "The diplomats", "the talks had failed"),),
    ),
    term="partitive construction",
)
DISTRIBUTIVE_SOURCE = define_rule(
    "distributive-source",
    "“Each” after a comma and right before its cue is the source.",
    Example(
        "The two envoys, Ana Lim and Bo Karlsen, each said that the talks had failed.",
        "source",
        "each",
        "Bo Karlsen",
        tagged=(("said", "Bo Karlsen", "the talks had failed"),),
    ),
    term="distributive quantifier",
)
FUNCTION_WORD_IS_NO_SOURCE = define_rule(
    "function-word-is-no-source",
    "A preposition, a conjunction or an auxiliary alone is no source.",
    Example(
        "In the evening, as was said before, the talks had failed again.",
        "source",
        "nothing",
        "as",
        tagged=(("was said", "as", "the talks had failed again"),),
    ),
    term="function word",
)
PRONOUN_STANDS_ALONE = define_rule(
    "pronoun-stands-alone",
    "A source that begins with a subject pronoun ends with it, unless “and”, “who” or the like follows.",
    Example(
        "She in the evening said that the talks had failed.",
        "source",
        "She",
        "She in the evening",
        tagged=(("said", "She in the evening", "the talks had failed"),),
    ),
    term="pronoun as a noun phrase",
)
SOURCE_WITHIN_PARAGRAPH = define_rule(
    "source-within-paragraph",
    "A source ends with its paragraph.",
    Example(
        "“The talks have failed,” said Ana Lim\n\nReporters left the hall.",
        "source",
        "Ana Lim",
        "Ana Lim\n\nReporters",
        tagged=(("said", "Ana Lim\n\nReporters", "“The talks have failed,”"),),
    ),
)
PHRASE_GOES_ON_TO_CUE = define_rule(
    "phrase-goes-on-to-cue",
    "A source that breaks off after an article, a preposition or a possessive goes on to its cue.",
    Example(
        "A diplomat in the capital said that the talks had failed.",
        "source",
        "A diplomat in the capital",
        "A diplomat in the",
        tagged=(("said", "A diplomat in the", "the talks had failed"),),
    ),
    term="maximal noun phrase",
)
LOOSE_END = define_rule(
    "loose-end",
    "A source that breaks off and cannot go on loses its last word.",
    Example(
        "“The talks have failed,” said a diplomat who, like others, left early.",
        "source",
        "a diplomat",
        "a diplomat who",
        tagged=(("said", "a diplomat who", "“The talks have failed,”"),),
    ),
)
TIME_ADJUNCT = define_rule(
    "time-adjunct",
    "When somebody spoke is no part of the source.",
    Example(
        "Ana Lim last week said that the talks had failed.",
        "source",
        "Ana Lim",
        "Ana Lim last week",
        tagged=(("said", "Ana Lim last week", "the talks had failed"),),
    ),
    term="temporal adjunct",
)
PARTICIPLE_ADJUNCT = define_rule(
    "participle-adjunct",
    "What a person did meanwhile is no part of the source; an “acting director” is.",
    Example(
        "Minister Ana Lim, touring the camp, said that the talks had failed.",
        "source",
        "Minister Ana Lim",
        "Minister Ana Lim, touring the camp",
        tagged=(("said", "Minister Ana Lim, touring the camp", "the talks had failed"),),
    ),
    term="participial adjunct",
)
WHOLE_NAME_AT_END = define_rule(
    "whole-name-at-end",
    "A source that ends within a name before or after its cue ends with all of it.",
    Example(
        "Envoy Ana Lim said that the talks had failed.",
        "source",
        "Envoy Ana Lim",
        "Envoy Ana",
        tagged=(("said", "Envoy Ana", "the talks had failed"),),
    ),
    term="maximal noun phrase",
)
NAME_LEADS_AWAY = define_rule(
    "name-leads-away",
    "A source that breaks into a name which does not reach its cue is no source.",
    Example(
        "Ana Lim, the hosts and some guests said that the talks had failed.",
        "source",
        "nothing",
        "Ana",
        tagged=(("said", "Ana", "the talks had failed"),),
    ),
)
QUOTED_PERSON = define_rule(
    "quoted-person",
    "In “X was quoted by Y as saying” the words are X’s.",
    Example(
        "Minister Ana Lim was quoted by Bo Karlsen as saying that the talks had failed.",
        "source",
        "Minister Ana Lim",
        "Bo Karlsen",
        tagged=(("was quoted by Bo Karlsen as saying", "Bo Karlsen", "the talks had failed"),),
    ),
    term="passive agent",
)
NEAREST_NAME = define_rule(
    "nearest-name",
    "Of two persons with but a comma between them, the one right before the cue speaks.",
    Example(
        "In a letter read by envoy Bo Karlsen, Minister Ana Lim said that the talks had failed.",
        "source",
        "Minister Ana Lim",
        "Bo Karlsen, Minister Ana Lim",
        tagged=(("said", "Bo Karlsen, Minister Ana Lim", "the talks had failed"),),
    ),
)
LOCATIVE_MODIFIER = define_rule(
    "locative-modifier",
    "A name that only tells where something is does not speak: in “a banner behind X read”, the banner does.",
    Example(
        "A banner behind Minister Ana Lim read: “We want peace in our time.”",
        "source",
        "A banner behind Minister Ana Lim",
        "Minister Ana Lim",
        tagged=(("read", "Minister Ana Lim", "“We want peace in our time.”"),),
    ),
    term="locative modifier",
)
SUBJECT_BESIDE_CUE = define_rule(
    "subject-beside-cue",
    "A person right before the cue speaks rather than somebody further off.",
    Example(
        "For the envoys Minister Ana Lim said that the talks had failed.",
        "source",
        "Minister Ana Lim",
        "the envoys",
        tagged=(("said", "the envoys", "the talks had failed"),),
    ),
    term="subject",
)
OFFICE_IN_APPOSITION = define_rule(
    "office-in-apposition",
    "An office in apposition to a person is a source together with the name.",
    Example(
        "Ana Lim, the foreign minister, said that the talks had failed.",
        "source",
        "Ana Lim, the foreign minister",
        "the foreign minister",
        tagged=(("said", "the foreign minister", "the talks had failed"),),
    ),
    term="apposition",
)
DESCRIPTION_IN_APPOSITION = define_rule(
    "description-in-apposition",
    "“A friend”, “her rival” or “Y’s only ally” in apposition to a person is a source together with the name.",
    Example(
        "Ana Lim, Bo Karlsen’s only ally, said that the talks had failed.",
        "source",
        "Ana Lim, Bo Karlsen’s only ally",
        "Bo Karlsen’s only ally",
        tagged=(("said", "Bo Karlsen’s only ally", "the talks had failed"),),
    ),
    term="apposition",
)
PHRASE_WITH_APPOSITION = define_rule(
    "phrase-with-apposition",
    "“The clerk of the court, a friend, said”: an apposition goes with the phrase that opens the sentence.",
    Example(
        "The clerk of the court, a friend of both, said that the talks had failed.",
        "source",
        "The clerk of the court, a friend of both",
        "a friend of both",
        tagged=(("said", "a friend of both", "the talks had failed"),),
    ),
    term="apposition",
)
