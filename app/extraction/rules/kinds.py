"""Rules for whether a name is a person's, a body's or a place's, and whether a person is he or she."""

from app.extraction.rules.rule import Example, define_rule

SPEAKS = define_rule(
    "speaks",
    "Who “said” something, or “who” follows, is rather a person.",
    Example(
        "Oyelaran Lim said it rained, Oyelaran Lim added. He said that the talks had failed.",
        "speaker",
        "Oyelaran Lim / Oyelaran Lim",
        "Oyelaran Lim / nobody",
    ),
    term="selectional preference",
)
TITLED_PERSON = define_rule(
    "titled-person",
    "Whoever has a title is a person.",
    Example("Ambassador Oyelaran came. He said that the talks had failed.", "speaker", "Oyelaran", "nobody"),
)
BODY_NOUN = define_rule(
    "body-noun",
    "A name with a word such as “Commission” is a body’s.",
    Example(
        "Rivers Commission said that the talks had failed.",
        "speakers",
        "organisation: Rivers Commission",
        "person: Rivers Commission",
    ),
    term="head noun",
)
KNOWN_FIRST_NAME = define_rule(
    "known-first-name",
    "A name that begins with a known first name is a person’s.",
    Example("Peter Lim came. He said that the talks had failed.", "speaker", "Peter Lim", "nobody"),
    term="gazetteer",
)
MIDDLE_INITIAL = define_rule(
    "middle-initial",
    "A name with an initial in the middle is a person’s.",
    Example("Oyelaran K. Lim came. He said that the talks had failed.", "speaker", "Oyelaran K. Lim", "nobody"),
)
KNOWN_PLACE = define_rule(
    "known-place",
    "A name that is in the list of places is a place’s.",
    Example("Oslo said that the talks had failed.", "speakers", "organisation: Oslo", "person: Oslo"),
    term="gazetteer",
)
ARTICLE_BEFORE_BODY = define_rule(
    "article-before-body",
    "A name after “the” is rather a body’s.",
    Example("The Courier said that the talks had failed.", "speakers", "organisation: Courier", "person: Courier"),
)
PREPOSITION_BEFORE_PLACE = define_rule(
    "preposition-before-place",
    "A name after “in” or “near” is rather a place’s.",
    Example("Ana Lim said in Wexel that the talks had failed.", "place", "Wexel", "nothing"),
)
OFFICE_BEFORE_PERSON = define_rule(
    "office-before-person",
    "A name after an office or a kinship is a person’s.",
    Example("Her brother Oyelaran came. He said that the talks had failed.", "speaker", "Oyelaran", "nobody"),
)
GENDER_OF_NOUN = define_rule(
    "gender-of-noun",
    "“Her brother X” is a man.",
    Example("Her brother Oyelaran came. She said that the talks had failed.", "speaker", "nobody", "Oyelaran"),
    term="lexical gender",
)
AGE = define_rule(
    "age",
    "Whoever has an age, as in “X, 45,”, is a person.",
    Example("Oyelaran Lim, 45, came. He said that the talks had failed.", "speaker", "Oyelaran Lim", "nobody"),
)
PERSON_IN_APPOSITION = define_rule(
    "person-in-apposition",
    "Whoever “who” or an office follows after a comma is a person.",
    Example("Oyelaran Lim, who is old, came. He said that the talks had failed.", "speaker", "Oyelaran Lim", "nobody"),
    term="apposition",
)
GENDER_OF_APPOSITION = define_rule(
    "gender-of-apposition",
    "“X, an actress,” is a woman.",
    Example(
        "Minister Oyelaran Lim, a businesswoman, came. He said that the talks had failed.",
        "speaker",
        "nobody",
        "Oyelaran Lim",
    ),
    term="lexical gender",
)
PARTY = define_rule(
    "party",
    "Whoever has a party and a state in brackets, as in “X (D-Mont.)”, is a person.",
    Example("Oyelaran Lim (D-Mont.) came. He said that the talks had failed.", "speaker", "Oyelaran Lim", "nobody"),
)
