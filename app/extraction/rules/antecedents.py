"""Rules for whom a pronoun or a bare office takes up: agreement, and salience after Lappin and Leass 1994."""

from app.extraction.rules.rule import Example, define_rule

SUBJECT_OF_ADJUNCT = define_rule(
    "subject-of-adjunct",
    "In “After meeting X, he said”, he is not X: the phrase has no subject of its own.",
    Example(
        "Paul Karlsen arrived. After meeting Peter Lim, he said that the talks had failed.",
        "speaker",
        "Paul Karlsen",
        "Peter Lim",
    ),
    term="subject control",
)
NOBODY_IN_REPORT = define_rule(
    "nobody-in-report",
    "In “X went home, he said”, he is nobody whom the reported sentence names.",
    Example(
        "Paul Karlsen waited. Peter Lim went home in the evening, he said.",
        "speaker",
        "Paul Karlsen",
        "Peter Lim",
        tagged=(("said", "he", "Peter Lim went home in the evening"),),
    ),
    term="binding principle C",
)
STRANGER = define_rule(
    "stranger",
    "An unnamed person who has spoken may be taken up by a pronoun, so that it means nobody named.",
    Example(
        "Peter Lim left. “It is over,” a diplomat said. He said that nobody would come.",
        "speaker",
        "nobody / nobody",
        "nobody / Peter Lim",
    ),
    term="discourse referent",
)
DEFINITE_IS_KNOWN = define_rule(
    "definite-is-known",
    "“The nominee” whom no printed office fits is rather somebody known than a stranger.",
    Example(
        "Peter Lim spoke at noon. The nominee smiled. He said that the talks had failed.",
        "speaker",
        "Peter Lim",
        "nobody",
    ),
    term="definiteness",
)
PRONOUN_SUBJECT_STANDS_OUT = define_rule(
    "pronoun-subject-stands-out",
    "Whoever a pronoun at the beginning of a sentence means stands out.",
    Example(
        "Peter Lim spoke. Paul Karlsen listened. He met Paul Karlsen’s aides. He said that the talks had failed.",
        "confidence",
        "0.851",
        "0.769",
    ),
    term="centering: continuation",
)
OFFICE_SUBJECT_STANDS_OUT = define_rule(
    "office-subject-stands-out",
    "Whoever the office at the beginning of a sentence means stands out.",
    Example(
        "President Peter Lim met Paul Karlsen. The president smiled. He said that the talks had failed.",
        "confidence",
        "0.843",
        "0.73",
    ),
    term="centering: continuation",
)
FIRST_PERSON = define_rule(
    "first-person",
    "“I” and “we” within a quote are its speaker.",
    Example(
        "“Then I said, ‘Let us wait right here,’ and left,” Peter Lim said.",
        "speaker",
        "Peter Lim / Peter Lim",
        "Peter Lim / nobody",
    ),
    term="deixis",
)
RECENCY = define_rule(
    "recency",
    "What was named long ago counts less: half for each sentence between.",
    Example(
        "Peter Lim came. The hall was cold. At noon in Oslo with Paul Karlsen nobody ate. "
        "He said that the talks had failed.",
        "speaker",
        "Paul Karlsen",
        "Peter Lim",
    ),
    term="sentence recency",
)
REPETITION = define_rule(
    "repetition",
    "Whoever comes up again and again stands out.",
    Example(
        "Peter Lim came. Peter Lim sat. Peter Lim met Paul Karlsen. He said that the talks had failed.",
        "confidence",
        "0.767",
        "0.73",
    ),
    term="salience",
)
SPEAKER_STANDS_OUT = define_rule(
    "speaker-stands-out",
    "Whoever has spoken stands out more than whoever is a subject.",
    Example(
        "“It is over,” Peter Lim said. Paul Karlsen smiled. He said that the talks had failed.",
        "confidence",
        "0.95 / 0.667",
        "0.95 / 0.8",
    ),
    term="salience",
)
QUOTED_MENTION = define_rule(
    "quoted-mention",
    "Whom only quoted words name stands out little.",
    Example(
        "Peter Lim said: “Paul Karlsen waits for us in the hall.” He said that the talks had failed.",
        "confidence",
        "0.95 / 0.907",
        "0.95 / 0.794",
    ),
    term="salience",
)
POSSESSOR = define_rule(
    "possessor",
    "A possessor stands out less than a subject.",
    Example(
        "Peter Lim’s aide met Paul Karlsen. He said that the talks had failed.", "speaker", "Paul Karlsen", "Peter Lim"
    ),
    term="salience",
)
NOUN_MODIFIER = define_rule(
    "noun-modifier",
    "A name that only goes with a noun, as in “the Lim campaign director”, stands out little.",
    Example(
        "Peter Lim came. Lim campaign director Paul Karlsen smiled. He said that the talks had failed.",
        "speaker",
        "Paul Karlsen",
        "Peter Lim",
    ),
    term="noun adjunct",
)
COORDINATED_SUBJECT = define_rule(
    "coordinated-subject",
    "Of two who are the subject together, neither stands out.",
    Example("Peter Lim and Paul Karlsen met. He said that the talks had failed.", "speaker", "nobody", "Peter Lim"),
    term="coordination",
)
SUBJECT_OVER_OBJECT = define_rule(
    "subject-over-object",
    "The first name of a sentence is its subject and stands out more than the others.",
    Example("Peter Lim met Paul Karlsen. He said that the talks had failed.", "speaker", "Peter Lim", "nobody"),
    term="subject emphasis",
)
PREPOSITIONAL_OBJECT = define_rule(
    "prepositional-object",
    "A name after a preposition is not the subject of its sentence.",
    Example(
        "For Peter Lim nothing changed when Paul Karlsen left. He said that the talks had failed.",
        "speaker",
        "Paul Karlsen",
        "Peter Lim",
    ),
    term="head noun emphasis",
)
GENDER_AGREEMENT = define_rule(
    "gender-agreement",
    "“He” is no woman and “she” is no man.",
    Example("Mary Lim met Peter Karlsen. He said that the talks had failed.", "speaker", "Peter Karlsen", "Mary Lim"),
    term="agreement",
)
UNKNOWN_GENDER = define_rule(
    "unknown-gender",
    "A pronoun is not sure where the text does not tell whether its antecedent is he or she.",
    Example("Minister Oyelaran Lim arrived. She said that the talks had failed.", "confidence", "0.88", "0.93"),
    term="agreement",
)
BODY_HAS_SPOKEN = define_rule(
    "body-has-spoken",
    "“They” and “it” speak for a body only if it has spoken before.",
    Example(
        "The European Commission met at noon. It said that the talks had failed.",
        "speaker",
        "nobody",
        "European Commission",
    ),
)
LONG_AGO = define_rule(
    "long-ago",
    "“They” and “it” take up no body that was named too long ago.",
    Example(
        "The European Commission said that it would come. Rain fell. Snow fell. Hail fell. Night fell. "
        "Dawn came. They said that the talks had failed.",
        "speaker",
        "European Commission / nobody",
        "European Commission / European Commission",
    ),
    term="sentence recency",
)
TIE = define_rule(
    "tie",
    "Of two who stand out alike in one sentence, neither is named.",
    Example("Peter Lim and Paul Karlsen met. He said that the talks had failed.", "speaker", "nobody", "Peter Lim"),
    term="ambiguity",
)
