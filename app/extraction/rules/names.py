"""Rules for what is a name, where it begins, and which names are one person's or one body's."""

from app.extraction.rules.rule import Example, define_rule

LONE_OFFICE = define_rule(
    "lone-office",
    "An office in capitals is somebody’s name only where the text has a fuller one, such as “John Major”.",
    Example("Her brother Major came. He said that the talks had failed.", "speaker", "nobody", "Major"),
)
USUAL_NAME = define_rule(
    "usual-name",
    "The name that a text keeps using is the name, where a longer one stands only once.",
    Example(
        "Crooked Mary Lim came. Mary Lim sat. Mary Lim ate. Mary Lim said that the talks had failed.",
        "speaker",
        "Mary Lim",
        "Crooked Mary Lim",
    ),
    term="canonical mention",
)
CAPITAL_OF_OPENING = define_rule(
    "capital-of-opening",
    "A word at the beginning of a sentence that the text also writes small is no name.",
    Example(
        "Rivers said that the talks had failed. The rivers rose.",
        "speakers",
        "nothing",
        "person: Rivers",
        tagged=(("said", "Rivers", "that the talks had failed"),),
    ),
    term="truecasing",
)
OPENING_PARTICIPLE = define_rule(
    "opening-participle",
    "A participle at the beginning of a sentence is no name.",
    Example(
        "Dwelling said that the talks had failed.",
        "speakers",
        "nothing",
        "person: Dwelling",
        tagged=(("said", "Dwelling", "that the talks had failed"),),
    ),
    term="participle",
)
NAME_OF_OTHER_GENDER = define_rule(
    "name-of-other-gender",
    "“Mr. Lim” is not Mary Lim.",
    Example("Mary Lim came. Mr. Lim said that the talks had failed.", "speaker", "Lim", "Mary Lim"),
    term="agreement",
)
SUFFIX = define_rule(
    "suffix",
    "“Jr.” and the like are no surname.",
    Example("Peter Lim Jr. came. Peter Lim Berg sat. Lim said that the talks had failed.", "confidence", "0.95", "0.7"),
    term="name suffix",
)
BODY_BY_LAST_WORDS = define_rule(
    "body-by-last-words",
    "“The Commission” is the body whose name ends so.",
    Example(
        "The European Commission met. The Commission said that the talks had failed.",
        "speaker",
        "European Commission",
        "Commission",
    ),
    term="alias",
)
ACRONYM = define_rule(
    "acronym",
    "“The NRC” is the Northern Rivers Commission.",
    Example(
        "The Northern Rivers Commission met. The NRC said that the talks had failed.",
        "speaker",
        "Northern Rivers Commission",
        "NRC",
    ),
    term="acronym",
)
PLACE_IN_FULL = define_rule(
    "place-in-full",
    "A place is called by its whole name: “York” is not New York.",
    Example("In New York rain fell. York said that the talks had failed.", "speaker", "York", "New York"),
)
SURNAME = define_rule(
    "surname",
    "The last part of a name is the person who was named in full.",
    Example("Peter Lim came. Lim said that the talks had failed.", "speaker", "Peter Lim", "Lim"),
    term="alias",
)
FIRST_AND_LAST_NAME = define_rule(
    "first-and-last-name",
    "A name without the middle part is the same person’s.",
    Example(
        "Peter Oyelaran Lim came. Peter Lim said that the talks had failed.",
        "speaker",
        "Peter Oyelaran Lim",
        "Peter Lim",
    ),
    term="alias",
)
FAMILY_NAME_FIRST = define_rule(
    "family-name-first",
    "In much of the world the family’s name comes first: “Lim” may be Lim Sovan.",
    Example(
        "President Lim Sovan met Peter Lim. Lim said that the talks had failed.", "speaker", "Lim Sovan", "Peter Lim"
    ),
    term="name order",
)
FIRST_NAME = define_rule(
    "first-name",
    "A first name alone is the person who was named in full.",
    Example("Peter Lim came. Peter said that the talks had failed.", "speaker", "Peter Lim", "Peter"),
    term="alias",
)
MIDDLE_NAME = define_rule(
    "middle-name",
    "A middle part alone is the person who was named in full.",
    Example(
        "President Peter Oyelaran Lim came. Oyelaran said that the talks had failed.",
        "speaker",
        "Peter Oyelaran Lim",
        "Oyelaran",
    ),
    term="alias",
)
HEADLINE = define_rule(
    "headline",
    "Where every word has a capital, only a known first name tells a name.",
    Example(
        "Peter Lim Rejects Peace Plan Today\n\nLim said that the talks had failed.",
        "speakers",
        "person: Peter Lim, Lim",
        "person: Peter Lim Rejects Peace Plan Today, Lim",
    ),
    term="title case",
)
OFFICE_OF_COUNTRY = define_rule(
    "office-of-country",
    "“President of the United States” in front of a name is no part of it.",
    Example(
        "President of the United States Lim came. Lim said that the talks had failed.",
        "speaker",
        "Lim",
        "United States Lim",
    ),
)
INSTITUTION_HAS_NO_TITLE = define_rule(
    "institution-has-no-title",
    "The phrase of an institution, such as “Commissioner office in Geneva”, has no title in front.",
    Example(
        "The High Representative office in Sarajevo said that the talks had failed.",
        "speakers",
        "organisation: Sarajevo",
        "person: Sarajevo",
    ),
)
TITLE = define_rule(
    "title",
    "An office right before a name is a title and no part of the name.",
    Example("Ambassador Peter Lim said that the talks had failed.", "speaker", "Peter Lim", "Ambassador Peter Lim"),
    term="title",
)
ADJECTIVE_BEFORE_NAME = define_rule(
    "adjective-before-name",
    "A capitalised adjective before a name is no part of it.",
    Example(
        "Japanese Oyelaran Lim said that the talks had failed.", "speaker", "Oyelaran Lim", "Japanese Oyelaran Lim"
    ),
)
HONORIFIC = define_rule(
    "honorific",
    "“Mr.” and the like are no part of a name.",
    Example("Mr. Oyelaran Lim said that the talks had failed.", "speaker", "Oyelaran Lim", "Mr. Oyelaran Lim"),
    term="honorific",
)
LONE_ADJECTIVE = define_rule(
    "lone-adjective",
    "A demonym or a day alone is no name.",
    Example("The Japanese said that the talks had failed.", "speakers", "nothing", "organisation: Japanese"),
    term="demonym",
)
BARE_OFFICE = define_rule(
    "bare-office",
    "An office in capitals that nobody named holds is no name.",
    Example(
        "The Deputy Prime Minister said that the talks had failed.", "speakers", "nothing", "person: Prime Minister"
    ),
)
