"""Rules for what is told beside the words: to whom, through what, passed on by whom, when, where, in which office."""

from datetime import date

from app.extraction.rules.rule import Example, define_rule

_MONDAY = date(2031, 3, 3)

OTHERS_WORDS = define_rule(
    "others-words",
    "What others say in the same sentence tells nothing about a quote’s circumstances.",
    Example(
        "“It is over,” Ana Lim said, and Bo Karlsen said that they would talk in Oslo.",
        "place",
        "nothing / nothing",
        "Oslo / nothing",
        tagged=(("said", "Ana Lim", "“It is over,”"), ("Karlsen said", "Bo Karlsen", "that they would talk in Oslo")),
    ),
)
OCCASION = define_rule(
    "occasion",
    "In “she told the conference”, the occasion is no addressee.",
    Example(
        "Ana Lim told the news conference that the talks had failed.", "addressee", "nothing", "the news conference"
    ),
)
ADDRESSEE = define_rule(
    "addressee",
    "Whom a verb of telling has for its object is who was told.",
    Example("Ana Lim told reporters that the talks had failed.", "addressee", "reporters", "nothing"),
    term="addressee",
)
MEDIUM_AS_SOURCE = define_rule(
    "medium-as-source",
    "A source such as “the statement” is the medium as well.",
    Example("The statement said that the talks had failed.", "medium", "statement", "nothing"),
    term="medium",
)
MEDIUM_AFTER_PREPOSITION = define_rule(
    "medium-after-preposition",
    "“In a statement” tells the medium.",
    Example("Ana Lim said in a statement that the talks had failed.", "medium", "statement", "nothing"),
    term="medium",
)
COMPOUND_MEDIUM = define_rule(
    "compound-medium",
    "The medium is printed with the noun that makes it one: “press release”, “joint statement”.",
    Example("Ana Lim said in a joint statement that the talks had failed.", "medium", "joint statement", "statement"),
    term="noun compound",
)
QUOTED_BY_MEDIUM = define_rule(
    "quoted-by-medium",
    "“Was quoted as saying” goes with the medium that the text spoke of last.",
    Example(
        "The European Commission report came at noon. Ana Lim was quoted as saying that the talks had failed.",
        "medium",
        "report",
        "nothing",
        tagged=(("was quoted as saying", "Ana Lim", "that the talks had failed"),),
    ),
    term="relayed attribution",
)
RELAY_AFTER_BY = define_rule(
    "relay-after-by",
    "In “quoted by X” or “according to X”, X passed the words on.",
    Example(
        "Ana Lim said that the talks had failed, according to Bo Karlsen.",
        "relay",
        "Bo Karlsen",
        "nothing",
        tagged=(("said", "Ana Lim", "that the talks had failed"),),
    ),
    term="relayed attribution",
)
RELAY_BEFORE_VERB = define_rule(
    "relay-before-verb",
    "In “X reported”, X passed the words on.",
    Example(
        "“The talks have failed,” Ana Lim said, Reuters reported.",
        "relay",
        "Reuters",
        "nothing",
        tagged=(("said", "Ana Lim", "“The talks have failed,”"),),
    ),
    term="relayed attribution",
)
FUTURE_DAY = define_rule(
    "future-day",
    "A day after the day of publication is not when the words were said.",
    Example(
        "Ana Lim said before the summit of 9 March 2031 that the talks had failed.",
        "day",
        "nothing",
        "2031-03-09",
        tagged=(("said", "Ana Lim", "that the talks had failed"),),
        published_on=_MONDAY,
    ),
)
DAY_BESIDE_WORDS = define_rule(
    "day-beside-words",
    "The day that stands beside the words is when they were said.",
    Example("Ana Lim said on Monday that the talks had failed.", "day", "2031-03-03", "nothing", published_on=_MONDAY),
    term="temporal expression",
)
PLACE_AFTER_PREPOSITION = define_rule(
    "place-after-preposition",
    "A place after “in” or “at” beside the words is where they were said.",
    Example("Ana Lim said in Oslo that the talks had failed.", "place", "Oslo", "nothing"),
    term="locative adjunct",
)
LATEST_ROLE = define_rule(
    "latest-role",
    "The office is the one that the text printed last before the words.",
    Example("Senator Ana Lim came. Minister Ana Lim said that the talks had failed.", "role", "Minister", "Senator"),
)
NEAREST_YEAR = define_rule(
    "nearest-year",
    "A day without a year is the one nearest to the day of publication.",
    Example(
        "Ana Lim said on 24 February that the talks had failed.", "day", "2031-02-24", "nothing", published_on=_MONDAY
    ),
    term="temporal expression",
)
LAST_WEEKDAY = define_rule(
    "last-weekday",
    "A weekday is the last one before the day of publication, or that day itself.",
    Example(
        "Ana Lim said on Saturday that the talks had failed.", "day", "2031-03-01", "nothing", published_on=_MONDAY
    ),
    term="deictic temporal expression",
)
RELATIVE_DAY = define_rule(
    "relative-day",
    "“Yesterday” counts from the day of publication.",
    Example("Ana Lim said yesterday that the talks had failed.", "day", "2031-03-02", "nothing", published_on=_MONDAY),
    term="deictic temporal expression",
)
