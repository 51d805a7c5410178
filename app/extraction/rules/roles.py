"""Rules for which office a name holds, in which body and of which country."""

from app.extraction.rules.rule import Example, define_rule

COUNTRY_AFTER_NAME = define_rule(
    "country-after-name",
    "In “Prime Minister X of Japan”, the office is Japan’s.",
    Example(
        "Prime Minister Ana Lim of Japan said that the talks had failed.",
        "offices",
        "Prime Minister (JP)",
        "Prime Minister",
    ),
    term="genitive",
)
ARTICLE_WITHIN_OFFICE = define_rule(
    "article-within-office",
    "A phrase with an article inside is no office: in “X, greeting the president”, X is not the president.",
    Example(
        "Ana Lim, greeting the president, said that the talks had failed.",
        "offices",
        "nothing",
        "greeting the president",
    ),
)
NATIONAL_OFFICE = define_rule(
    "national-office",
    "An office that one country alone has is that country’s.",
    Example(
        "Assistant Secretary of State Ana Lim said that the talks had failed.",
        "offices",
        "Assistant Secretary of State (US)",
        "Assistant Secretary of State",
    ),
)
BODY_BEFORE_OFFICE = define_rule(
    "body-before-office",
    "In “White House spokesman X”, the body is the White House.",
    Example(
        "White House spokesman Bo Karlsen said that the talks had failed.",
        "offices",
        "spokesman (White House, US)",
        "spokesman (US)",
    ),
    term="noun adjunct",
)
COUNTRY_BEFORE_OFFICE = define_rule(
    "country-before-office",
    "In “Japanese Foreign Minister X”, the country is no part of the title.",
    Example(
        "Japanese Foreign Minister Ana Lim said that the talks had failed.",
        "offices",
        "Foreign Minister (JP)",
        "Japanese Foreign Minister (JP)",
    ),
    term="demonym",
)
BODY_AFTER_OFFICE = define_rule(
    "body-after-office",
    "In “X, a lecturer at the Academy”, the body is the Academy.",
    Example(
        "Ana Lim, a lecturer at the Royal Academy, said that the talks had failed.",
        "offices",
        "lecturer (Royal Academy)",
        "lecturer at the Royal Academy",
    ),
)
COUNTRY_AFTER_OFFICE = define_rule(
    "country-after-office",
    "In “Prime Minister of The Bahamas X”, the country is no part of the title.",
    Example(
        "Former Prime Minister of The Bahamas Ana Lim said that the talks had failed.",
        "offices",
        "Former Prime Minister (BS)",
        "Former Prime Minister of The Bahamas (BS)",
    ),
)
OFFICE_BEFORE_NAME = define_rule(
    "office-before-name",
    "An office right before a name is that person’s.",
    Example("Foreign Minister Ana Lim said that the talks had failed.", "offices", "Foreign Minister", "nothing"),
    term="title",
)
OFFICE_BEFORE_COMMA = define_rule(
    "office-before-comma",
    "In “the envoy, X”, X is the envoy.",
    Example("The country’s envoy, Ana Lim, said that the talks had failed.", "offices", "country’s envoy", "nothing"),
    term="apposition",
)
OFFICE_AFTER_COMMA = define_rule(
    "office-after-comma",
    "In “X, the envoy”, X is the envoy.",
    Example("Ana Lim, the envoy, said that the talks had failed.", "offices", "envoy", "nothing"),
    term="apposition",
)
ITEM_OF_LIST = define_rule(
    "item-of-list",
    "A person in a list is no apposition to the one before.",
    Example(
        "Mary Lim, minister of trade Peter Karlsen and others met. Lim said that the talks had failed.",
        "offices",
        "nothing",
        "minister of trade Peter Karlsen and others met. Lim",
    ),
    term="enumeration",
)
TWO_OFFICES = define_rule(
    "two-offices",
    "“X, minister and president of the conference” holds two offices.",
    Example(
        "Ana Lim, foreign minister and president of the conference, said that the talks had failed.",
        "offices",
        "foreign minister / president of the conference",
        "foreign minister and president of the conference",
    ),
    term="coordination",
)
POSTING = define_rule(
    "posting",
    "An “ambassador to Japan” serves there and is not of Japan.",
    Example(
        "Ana Lim, ambassador to Japan, said that the talks had failed.",
        "offices",
        "ambassador to Japan",
        "ambassador to Japan (JP)",
    ),
)
