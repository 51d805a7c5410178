"""Rules for what no sentence tells by itself: quotes that go on, quotes without a clause, quotes within quotes."""

from app.extraction.rules.rule import Example, define_rule

FOREIGN_WORDS = define_rule(
    "foreign-words",
    "Nobody’s words end within another’s quotation marks.",
    Example(
        "Ana Lim said nobody would come to the talks, “but we will wait here,” Bo Karlsen said.",
        "words",
        "nobody would come to the talks, / but we will wait here",
        "nobody would come to the talks, “but we / but we will wait here",
        tagged=(
            ("said", "Ana Lim", "nobody would come to the talks, “but we"),
            ("Bo Karlsen said", "Bo Karlsen", "“but we will wait here,”"),
        ),
    ),
)
QUOTE_AFTER_COLON = define_rule(
    "quote-after-colon",
    "Words in marks that nobody claims, after a colon, are those of the sentence’s subject.",
    Example("Ana Lim was in good spirits: “We will wait for them here.”", "speaker", "Ana Lim", "nothing", tagged=()),
    term="free direct speech",
)
FRAGMENTS_IN_CLAUSE = define_rule(
    "fragments-in-clause",
    "A few words in marks that nobody claims are of the clause of saying around them.",
    Example("The talks were “dead on arrival”, Ana Lim said.", "speaker", "Ana Lim", "nothing", tagged=()),
    term="mixed quotation",
)
ONE_SOURCE_OVER_PARAGRAPHS = define_rule(
    "one-source-over-paragraphs",
    "Two paragraphs of a quote whose marks stay open have one source, wherever it is printed.",
    Example(
        "“We will wait for them here.\n\n“Nobody will leave,” Ana Lim said.",
        "words",
        "We will wait for them here. Nobody will leave",
        "We will wait for them here. / Nobody will leave",
        tagged=(("said", "", "“We will wait for them here."), ("Ana Lim said", "Ana Lim", "“Nobody will leave,”")),
    ),
)
SUBJECT_BEFORE_COLON = define_rule(
    "subject-before-colon",
    "A quote without a source, after a colon, has the subject of the words before the colon.",
    Example(
        "Ana Lim had this for an answer: “We will wait for them here.”",
        "speaker",
        "Ana Lim",
        "nobody",
        tagged=(("answer", "", "“We will wait for them here.”"),),
    ),
)
SUBJECT_OF_PARTICIPLE = define_rule(
    "subject-of-participle",
    "A cue in “-ing” without a source has the subject of its sentence.",
    Example(
        "Ana Lim left the hall, grinning “we will wait for them here”.",
        "speaker",
        "Ana Lim",
        "nobody",
        tagged=(("grinning", "", "“we will wait for them here”"),),
    ),
    term="subject control",
)
REMARK_IN_BRACKETS = define_rule(
    "remark-in-brackets",
    "A paragraph in marks that opens with a bracket does not go on with the quote before.",
    Example(
        "Ana Lim said: “We will wait for them here.\n\n“(Applause went on for minutes.)”",
        "words",
        "We will wait for them here. / (Applause went on for minutes.)",
        "We will wait for them here. (Applause went on for minutes.)",
        tagged=(("said", "Ana Lim", "“We will wait for them here."),),
    ),
)
OPEN_QUOTE_GOES_ON = define_rule(
    "open-quote-goes-on",
    "A quote whose marks stay open at the end of a paragraph goes on in the next.",
    Example(
        "Ana Lim said: “We will wait for them here.\n\n“Nobody will leave us now.”",
        "words",
        "We will wait for them here. Nobody will leave us now.",
        "We will wait for them here. / Nobody will leave us now.",
        tagged=(("said", "Ana Lim", "“We will wait for them here."),),
    ),
    term="quote continuation",
)
QUOTE_GOES_ON = define_rule(
    "quote-goes-on",
    "A sentence in marks goes on with the quote of the sentence before it.",
    Example(
        "“We will wait for them,” Ana Lim said. “Nobody will leave.”",
        "words",
        "We will wait for them, … Nobody will leave.",
        "We will wait for them",
        tagged=(("said", "Ana Lim", "“We will wait for them,”"),),
    ),
    term="quote continuation",
)
ASIDE_BETWEEN = define_rule(
    "aside-between",
    "One sentence about the same speaker, such as “He named no day.”, does not end a quote.",
    Example(
        "“We will wait for them,” Ana Lim said. She named no day. “Nobody will leave.”",
        "words",
        "We will wait for them, … Nobody will leave.",
        "We will wait for them",
        tagged=(("said", "Ana Lim", "“We will wait for them,”"),),
    ),
    term="quote continuation",
)
TITLE_ALONE = define_rule(
    "title-alone",
    "Words in marks that stand alone and are written like a title are nobody’s.",
    Example(
        "The hall was full.\n\n“The Long Northern River Talks of Summer”",
        "words",
        "nothing",
        "The Long Northern River Talks of Summer",
        tagged=(),
    ),
    term="title case",
)
SENTENCE_BEFORE_COLON = define_rule(
    "sentence-before-colon",
    "A paragraph in marks after a colon is of the subject of the sentence with the colon.",
    Example(
        "Ana Lim had a warning for all:\n\n“We will wait for them here.”", "speaker", "Ana Lim", "nobody", tagged=()
    ),
    term="free direct speech",
)
SENTENCE_BEFORE_QUOTE = define_rule(
    "sentence-before-quote",
    "A sentence in marks is of the subject of the sentence before it in the paragraph.",
    Example("Ana Lim was in good spirits. “We will wait for them here.”", "speaker", "Ana Lim", "nobody", tagged=()),
    term="free direct speech",
)
CLAUSE_BEFORE_COLON = define_rule(
    "clause-before-colon",
    "Before a colon, the pronoun that opens the last clause is whose words follow.",
    Example(
        "Bo Karlsen was so late that she smiled: “We will wait for them here.”",
        "source",
        "she",
        "nothing",
        tagged=(),
    ),
    term="subordinate clause",
)
PRONOUN_SUBJECT = define_rule(
    "pronoun-subject",
    "The pronoun that a sentence opens with is its subject.",
    Example("He met Ana Lim in the hall. “We will wait for them here.”", "source", "He", "Ana Lim", tagged=()),
    term="subject",
)
NAME_AFTER_PREPOSITION = define_rule(
    "name-after-preposition",
    "A person named after a preposition is not the subject of the sentence.",
    Example(
        "At Minister Bo Karlsen Minister Ana Lim smiled. “We will wait here.”",
        "source",
        "nothing",
        "Ana Lim",
        tagged=(),
    ),
    term="prepositional object",
)
OFFICE_SUBJECT = define_rule(
    "office-subject",
    "A sentence that opens with “The minister ...” is about the minister, not about whom it names later.",
    Example(
        "The minister rose to greet Ana Lim. “We will wait for them here.”",
        "source",
        "The minister",
        "Ana Lim",
        tagged=(),
    ),
    term="subject",
)
REPEATED_CALL = define_rule(
    "repeated-call",
    "In “I can only repeat the call by X, ‘...’”, the inner words are X’s.",
    Example(
        "“I can only repeat the call by Ana Lim: ‘Let us wait right here,’” Bo Karlsen said.",
        "speaker",
        "Bo Karlsen / Ana Lim",
        "Bo Karlsen / Bo Karlsen",
    ),
    term="nested quotation",
)
NESTED_QUOTE = define_rule(
    "nested-quote",
    "Words in inner marks are of the “X said” beside them within the quote.",
    Example(
        "“Then Ana Lim said, ‘Let us wait right here,’ and left,” Bo Karlsen said.",
        "speaker",
        "Bo Karlsen / Ana Lim",
        "Bo Karlsen",
    ),
    term="nested quotation",
)
NESTED_BY_LAST_PERSON = define_rule(
    "nested-by-last-person",
    "Inner words beside a verb of saying without a source are of the person whom their sentence names last.",
    Example(
        "“Much was said, ‘let us wait right here’, by Ana Lim,” Bo Karlsen said.",
        "speaker",
        "Bo Karlsen / Ana Lim",
        "Bo Karlsen",
    ),
    term="nested quotation",
)
