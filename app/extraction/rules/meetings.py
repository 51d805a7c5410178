"""Rules for who met whom, where and when."""

from app.extraction.rules.rule import Example, define_rule

QUOTED_EVENT = define_rule(
    "quoted-event",
    "A meeting that only quoted words tell of is none that the article tells.",
    Example(
        "“Mary Lim met with Peter Karlsen in Oslo,” it says there.",
        "meetings",
        "nothing",
        "Mary Lim and Peter Karlsen, Oslo",
    ),
)
PART_HAS_PERIOD = define_rule(
    "part-has-period",
    "That two states coordinate something is an event only with a period.",
    Example("Japan is the country coordinator for China.", "meetings", "nothing", "Japan and China"),
)
OPENING_SIDE = define_rule(
    "opening-side",
    "The first person whom the sentence names before the word is one side.",
    Example("Mary Lim met with Peter Karlsen in Oslo.", "meetings", "Mary Lim and Peter Karlsen", "nothing"),
    term="agent",
)
LINKED_SIDES_SUFFICE = define_rule(
    "linked-sides-suffice",
    "If two sides follow the word, whoever stands before it is none.",
    Example(
        "Eva Berg told of a meeting between Mary Lim and Peter Karlsen.",
        "meetings",
        "Mary Lim and Peter Karlsen",
        "Eva Berg and Mary Lim and Peter Karlsen",
    ),
)
OTHER_COUNTRY = define_rule(
    "other-country",
    "Of two who meet in a text about two countries, one of the first, the other is of the second.",
    Example(
        "Japan and China talked. Japan and China agreed. Japan and China wrote. Japan and China signed. "
        "Japan and China left. Japanese Prime Minister Mary Lim met with President Peter Karlsen.",
        "sides",
        "Mary Lim (JP) / Peter Karlsen (CN)",
        "Mary Lim (JP) / Peter Karlsen (None)",
    ),
)
LINKED_SIDE = define_rule(
    "linked-side",
    "Whoever follows the word is a side only if “with”, “between” or “and” leads to them, unless a verb does.",
    Example("Mary Lim held talks that Peter Karlsen had wanted.", "meetings", "nothing", "Mary Lim and Peter Karlsen"),
    term="comitative",
)
PERIOD = define_rule(
    "period",
    "Two dates with “to” between them are the beginning and the end.",
    Example(
        "Mary Lim met with Peter Karlsen from 3 May 2031 to 5 May 2031.",
        "meetings",
        "Mary Lim and Peter Karlsen, 2031-05-03, 2031-05-05",
        "Mary Lim and Peter Karlsen, 2031-05-03",
    ),
    term="temporal interval",
)
DAY_OF_ANOTHER_EVENT = define_rule(
    "day-of-another-event",
    "A day that stands further before the word belongs to another verb.",
    Example(
        "Mary Lim said on 3 May 2031 in a long speech that she had met with Peter Karlsen.",
        "meetings",
        "Mary Lim and Peter Karlsen",
        "Mary Lim and Peter Karlsen, 2031-05-03",
    ),
)
PLACE_OF_KNOWN_COUNTRY = define_rule(
    "place-of-known-country",
    "Of several places, the one whose country is known is where they met.",
    Example(
        "In Wexel, Mary Lim met with Peter Karlsen, who lives in Oslo, for talks.",
        "meetings",
        "Mary Lim and Peter Karlsen, Oslo",
        "Mary Lim and Peter Karlsen, Wexel",
    ),
)
