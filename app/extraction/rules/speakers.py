"""Rules for whom a source means: a name, an office, an institution, a relative pronoun, two who speak together."""

from app.extraction.rules.rule import Example, define_rule

NO_NAME = define_rule(
    "no-name",
    "“Prime Minister” and “We” have a capital and are no names.",
    Example(
        "FOREIGN MINISTER: Good morning.\n\nThe Prime Minister said that the talks had failed.",
        "speaker",
        "nobody",
        "MINISTER",
        tagged=(("said", "The Prime Minister", "the talks had failed"),),
    ),
)
TITLE_PARTS_NAMESAKES = define_rule(
    "title-parts-namesakes",
    "Of several who share a name, the one who holds the title that is printed with it speaks.",
    Example(
        "President Peter Lim met Senator Mary Lim. President Lim said that the talks had failed.",
        "confidence",
        "0.85",
        "0.7",
    ),
)
NAMESAKES_ALIKE = define_rule(
    "namesakes-alike",
    "Of several who share a name and stand out alike, none is named.",
    Example("Peter Lim and Paul Lim met. Lim said that the talks had failed.", "speaker", "nobody", "Peter Lim"),
    term="ambiguity",
)
NAMESAKE_STANDS_OUT = define_rule(
    "namesake-stands-out",
    "Of several who share a name, the one who stands out most speaks.",
    Example("Peter Lim met Paul Lim. Lim said that the talks had failed.", "confidence", "0.7", "0.4"),
    term="salience",
)
PERSON_OR_PLACE = define_rule(
    "person-or-place",
    "A bare surname that is a state’s or a capital’s name as well is not sure.",
    Example("Ambassador Mary Jordan left. Jordan said that the talks had failed.", "confidence", "0.7", "0.95"),
    term="metonymy",
)
INDEFINITE_OFFICE = define_rule(
    "indefinite-office",
    "“A minister” is nobody whom the text has named.",
    Example("Minister Peter Lim came. A minister said that the talks had failed.", "speaker", "nobody", "Peter Lim"),
    term="indefiniteness",
)
PRINTED_OFFICE_FIRST = define_rule(
    "printed-office-first",
    "An office is of somebody with that very word rather than with another for the same.",
    Example(
        "Leader Peter Lim met President Paul Karlsen. The president said that the talks had failed.",
        "speaker",
        "Paul Karlsen",
        "nobody",
    ),
    term="head match",
)
TWO_HOLDERS = define_rule(
    "two-holders",
    "If one sentence told of two who hold an office, “the minister” names neither.",
    Example(
        "Minister Peter Lim met Minister Paul Karlsen. The minister said that the talks had failed.",
        "speaker",
        "nobody",
        "Peter Lim",
    ),
    term="ambiguity",
)
INSTITUTION_BY_NAME = define_rule(
    "institution-by-name",
    "“The embassy” is the body that has the word in its name.",
    Example(
        "The US embassy in Oslo was closed. The embassy said that the talks had failed.",
        "speaker",
        "US embassy in Oslo",
        "nobody",
    ),
    term="head match",
)
INSTITUTION_THAT_SPOKE = define_rule(
    "institution-that-spoke",
    "“The agency” that no name fits is the body that spoke last.",
    Example(
        "The European Commission said that nobody would come. The agency said that the talks had failed.",
        "speaker",
        "European Commission / European Commission",
        "European Commission / nobody",
    ),
    term="bridging",
)
TWO_PERSONS = define_rule(
    "two-persons",
    "Two persons who speak together are no one speaker.",
    Example(
        "Peter Lim and Paul Karlsen said that the talks had failed.", "speaker", "nobody", "Peter Lim and Paul Karlsen"
    ),
    term="joint attribution",
)
TWO_BODIES = define_rule(
    "two-bodies",
    "Two bodies or countries that speak together are one speaker.",
    Example("Japan and China said that the talks had failed.", "speaker", "Japan and China", "China"),
    term="joint attribution",
)
MEMBERS_OF_BODY = define_rule(
    "members-of-body",
    "Members of a council speak for the council; no other group has a name.",
    Example("Members of the Security Council said that the talks had failed.", "speaker", "Security Council", "nobody"),
    term="metonymy",
)
NOT_HE_WHO = define_rule(
    "not-he-who",
    "In “It was X, not Y, who said so”, it was not Y.",
    Example(
        "It was Peter Lim, not Paul Karlsen, who said that the talks had failed.",
        "speaker",
        "Peter Lim",
        "Paul Karlsen",
        tagged=(("said", "who", "the talks had failed"),),
    ),
    term="cleft sentence",
)
WHO_AFTER_OWNER = define_rule(
    "who-after-owner",
    "In “a spokesman for X, who said”, either may have said it: nobody is named.",
    Example(
        "A spokesman for Peter Lim, who said that the talks had failed, left.",
        "speaker",
        "nobody",
        "Peter Lim",
        tagged=(("said", "who", "the talks had failed"),),
    ),
    term="relative clause attachment",
)
NAME_BEFORE_WHO = define_rule(
    "name-before-who",
    "“Who” is the person named right before it.",
    Example(
        "Reporters met Peter Lim, who said that the talks had failed.",
        "speaker",
        "Peter Lim",
        "nobody",
        tagged=(("said", "who", "the talks had failed"),),
    ),
    term="relative clause attachment",
)
MEDIUM_TOLD_BEFORE = define_rule(
    "medium-told-before",
    "“The post” is of the person whose post the text spoke of before.",
    Example(
        "Peter Lim’s post came at noon. The post said that the talks had failed.", "speaker", "Peter Lim", "nobody"
    ),
    term="bridging",
)
OFFICE_SYNONYM = define_rule(
    "office-synonym",
    "“The leader” may be the president whom the text has named.",
    Example(
        "Prime Minister Peter Lim came. The premier said that the talks had failed.", "speaker", "Peter Lim", "nobody"
    ),
    term="synonymy",
)
DEPUTY = define_rule(
    "deputy",
    "“The minister” is no deputy minister, and the other way round.",
    Example(
        "Deputy Minister Peter Lim came. The minister said that the talks had failed.", "speaker", "nobody", "Peter Lim"
    ),
)
FORMER_OFFICE = define_rule(
    "former-office",
    "“The president” is no former president.",
    Example(
        "Peter Lim, a former president, came. The president said that the talks had failed.",
        "speaker",
        "nobody",
        "Peter Lim",
    ),
)
WORDS_BESIDE_OFFICE = define_rule(
    "words-beside-office",
    "“The Norwegian minister” is nobody whose printed office says otherwise.",
    Example(
        "Japanese Foreign Minister Peter Lim came. The Norwegian minister said that the talks had failed.",
        "speaker",
        "nobody",
        "Peter Lim",
    ),
    term="modifier agreement",
)
NAME_IN_APPOSITION = define_rule(
    "name-in-apposition",
    "A person’s name in apposition to an office is who speaks: “the envoy, X, said”.",
    Example("The old envoy, Peter Lim, said that the talks had failed.", "method", "named", "unnamed"),
    term="apposition",
)
PARTICIPLE_AFTER_HEAD = define_rule(
    "participle-after-head",
    "What follows a participle, as in “a report released by X”, does not head the source.",
    Example(
        "A report published Monday said that the talks had failed.",
        "medium",
        "report",
        "nothing",
        tagged=(("said", "A report published Monday", "the talks had failed"),),
    ),
    term="reduced relative clause",
)
