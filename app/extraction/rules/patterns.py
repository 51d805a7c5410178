"""Rules that read who said what from quotation marks, cue words and the noun phrase beside them."""

from app.extraction.rules.rule import Example, define_rule

VERB_IN_ASIDE = define_rule(
    "verb-in-aside",
    "“As announced” announces nothing.",
    Example(
        "“‘They will go on in the spring’ as announced, which pleased Ana Lim,” Bo Karlsen said.",
        "words",
        "‘They will go on in the spring’ as announced, which pleased Ana Lim",
        "‘They will go on in the spring’ as announced, which pleased Ana Lim / They will go on in the spring",
    ),
    term="parenthetical as-clause",
)
NOUN_NOT_VERB = define_rule(
    "noun-not-verb",
    "After an article or a possessive, a form such as “call” or “claims” is a noun.",
    Example("The call: “We will wait here.” So it stands.", "words", "We will wait here.", "nothing", tagged=()),
    term="part of speech",
)
RELAY_AFTER_SPEAKER = define_rule(
    "relay-after-speaker",
    "Of two clauses beside a quote, the one of the agency that passed it on gives way.",
    Example("“We will wait,” Reuters reported that Ana Lim said.", "source", "Ana Lim", "Reuters", tagged=()),
    term="relayed attribution",
)
QUOTED_SPEECH = define_rule(
    "quoted-speech",
    "Words in quotation marks belong to the “X said” beside them.",
    Example("Ana Lim said: “We will wait for them here.”", "cue", "said", "nothing", tagged=()),
    term="direct speech",
)
QUOTATIVE_INVERSION = define_rule(
    "quotative-inversion",
    "After a quote, the source may follow its verb: “said X”.",
    Example("“We will wait for them here,” said Ana Lim.", "source", "Ana Lim", "nothing", tagged=()),
    term="quotative inversion",
)
FRAGMENT_AFTER_COMMA = define_rule(
    "fragment-after-comma",
    "After a comma, words in marks that begin small are a part of the writer’s sentence.",
    Example(
        "Ana Lim said the talks were, “in the main,” over.",
        "words",
        "the talks were, “in the main,” over",
        "in the main",
        tagged=(),
    ),
    term="scare quotes",
)
UTTERANCE_BY_CAPITAL = define_rule(
    "utterance-by-capital",
    "Words in marks that begin with a capital and end with a full stop are somebody’s sentence.",
    Example(
        "Ana Lim told Bo Karlsen “We will wait for them here.”",
        "words",
        "We will wait for them here.",
        "will wait for them here.",
        tagged=(("told", "Ana Lim", "will wait for them here."),),
    ),
    term="direct speech",
)
REPORTING_CLAUSE = define_rule(
    "reporting-clause",
    "“X said that ...” with a few words in marks is a report by X.",
    Example(
        "Ana Lim said that they would “wait right here” for spring.",
        "words",
        "that they would “wait right here” for spring",
        "nothing",
        tagged=(),
    ),
    term="indirect speech",
)
THAT_OPENS_REPORT = define_rule(
    "that-opens-report",
    "In “told the council on Friday that ...”, the report begins with “that”.",
    Example(
        "Ana Lim said on Friday that they would “wait right here” for spring.",
        "words",
        "that they would “wait right here” for spring",
        "on Friday that they would “wait right here” for spring",
        tagged=(),
    ),
    term="complementizer",
)
AS_CLAUSE = define_rule(
    "as-clause",
    "“As X observed, ...” reports what follows its comma.",
    Example(
        "Yet, as Ana Lim observed, they would “wait right here” for spring.",
        "source",
        "Ana Lim",
        "nothing",
        tagged=(("observed", "", "they would “wait right here” for spring"),),
    ),
    term="parenthetical as-clause",
)
POSTPOSED_CLAUSE = define_rule(
    "postposed-clause",
    "“..., X said” reports what stands before it.",
    Example(
        "They would “wait right here” for spring, Ana Lim said.",
        "words",
        "They would “wait right here” for spring",
        "nothing",
        tagged=(),
    ),
    term="postposed reporting clause",
)
PASSIVE_SUBJECT = define_rule(
    "passive-subject",
    "The subject of a passive does not speak, unless it “was quoted”.",
    Example("“We will wait for them here,” Ana Lim was told.", "source", "nothing", "Ana Lim", tagged=()),
    term="passive voice",
)
ACCORDING_TO = define_rule(
    "according-to",
    "“According to X” reports the rest of its sentence.",
    Example(
        "According to Ana Lim, they would “wait right here” for spring.",
        "words",
        "they would “wait right here” for spring",
        "nothing",
        tagged=(),
    ),
    term="prepositional attribution",
)
IN_THE_WORDS_OF = define_rule(
    "in-the-words-of",
    "“In X’s words” gives X what stands in quotation marks.",
    Example("The plan was, in Lim’s words, “dead on arrival”.", "words", "dead on arrival", "nothing", tagged=()),
    term="nominal attribution",
)
SHARED_SUBJECT = define_rule(
    "shared-subject",
    "A verb after “and” has the subject of the verb of saying before it.",
    Example("Ana Lim appealed for calm and said: “We will wait for them here.”", "cue", "said", "appealed", tagged=()),
    term="verb phrase coordination",
)
SUBJECT_WITH_APPOSITION = define_rule(
    "subject-with-apposition",
    "In “X, a lecturer at Y, said”, the source is all from the name on.",
    Example(
        "“We will wait for them here,” Ana Lim, a lecturer, said.",
        "source",
        "Ana Lim, a lecturer",
        "nothing",
        tagged=(),
    ),
    term="apposition",
)
SENTENCE_ADVERB = define_rule(
    "sentence-adverb",
    "A word such as “later” before the subject is no part of it.",
    Example("“We will wait for them here,” later Ana Lim said.", "source", "Ana Lim", "later Ana Lim", tagged=()),
    term="sentence adverb",
)
PREPOSITION_BEFORE_PHRASE = define_rule(
    "preposition-before-phrase",
    "A phrase that a preposition leads, or an object pronoun, is no subject.",
    Example("“We will wait for them here,” to Ana Lim said.", "source", "nothing", "to Ana Lim", tagged=()),
    term="case",
)
QUOTED_AS_SAYING = define_rule(
    "quoted-as-saying",
    "In “Y quoted X as saying”, the words are X’s.",
    Example(
        "“We will wait for them here,” The Courier quoted Ana Lim as saying.",
        "source",
        "Ana Lim",
        "The Courier",
        tagged=(),
    ),
    term="embedded attribution",
)
