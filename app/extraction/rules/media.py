"""Rules for whose a medium is: a post, a statement, a letter that carries somebody's words."""

from app.extraction.rules.rule import Example, define_rule

MEDIA_OF_ONE_CLASS = define_rule(
    "media-of-one-class",
    "“The post” may be the tweet that the text spoke of before, but not the letter.",
    Example(
        "Peter Lim’s tweet came at noon. The post said that the talks had failed.", "speaker", "Peter Lim", "nobody"
    ),
    term="hyponymy",
)
OWNER_AFTER_MEDIUM = define_rule(
    "owner-after-medium",
    "In “a letter from X”, the letter is X’s.",
    Example(
        "A letter from Peter Lim said that the talks had failed.",
        "speaker",
        "Peter Lim",
        "nobody",
        tagged=(("said", "A letter", "the talks had failed"),),
    ),
    term="genitive",
)
JOINT_DOCUMENT = define_rule(
    "joint-document",
    "A treaty is of nobody who has signed it.",
    Example(
        "Peter Lim’s treaty said that the talks had failed.",
        "speaker",
        "nobody",
        "Peter Lim",
        tagged=(("said", "treaty", "the talks had failed"),),
    ),
)
LATTER = define_rule(
    "latter",
    "“The latter’s post” is of the person named last.",
    Example(
        "Peter Lim met Paul Karlsen. The latter’s post said that the talks had failed.",
        "speaker",
        "Paul Karlsen",
        "nobody",
        tagged=(("said", "The latter’s post", "the talks had failed"),),
    ),
    term="anaphora",
)
OWNER_BEFORE_MEDIUM = define_rule(
    "owner-before-medium",
    "In “X’s letter”, the letter is X’s.",
    Example(
        "Peter Lim’s letter said that the talks had failed.",
        "speaker",
        "Peter Lim",
        "nobody",
        tagged=(("said", "letter", "the talks had failed"),),
    ),
    term="genitive",
)
BODY_BEFORE_MEDIUM = define_rule(
    "body-before-medium",
    "In “the European Commission report”, the report is the body’s.",
    Example(
        "The European Commission report said that the talks had failed.",
        "speaker",
        "European Commission",
        "nobody",
        tagged=(("said", "report", "the talks had failed"),),
    ),
    term="noun adjunct",
)
POSSESSOR_OF_OWNER = define_rule(
    "possessor-of-owner",
    "In “a memo by X’s aide Y”, the memo is Y’s.",
    Example(
        "A memo by Peter Lim’s aide Paul Karlsen came. The memo said that the talks had failed.",
        "speaker",
        "Paul Karlsen",
        "Peter Lim",
    ),
    term="genitive",
)
