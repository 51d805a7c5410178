"""Rules for whose each stretch within quotation marks is, where several claim it or none does."""

from app.extraction.rules.rule import Example, define_rule

SPEAKER_WITHIN_MARKS = define_rule(
    "speaker-within-marks",
    "A stretch in marks that holds its own source, as in a transcript, goes on with nobody else.",
    Example(
        "“Ana Lim: we will wait here. Bo Karlsen said so.” “They will come in the spring.”",
        "words",
        "Ana Lim: we will wait here. / They will come in the spring.",
        "Ana Lim: we will wait here. Bo Karlsen said so. They will come in the spring.",
        tagged=(("said", "Bo Karlsen", "Ana Lim: we will wait here."),),
    ),
    term="transcript",
)
TRANSCRIPT_TURN = define_rule(
    "transcript-turn",
    "A stretch in marks that opens with a name in capitals and a colon is that speaker’s.",
    Example(
        "Bo Karlsen said at noon: “MS. LIM: We will wait for them here.”",
        "source",
        "MS. LIM",
        "Bo Karlsen",
        tagged=(("said", "Bo Karlsen", "MS. LIM: We will wait for them here."),),
    ),
    term="turn of a transcript",
)
DENIAL_OWNS_NOTHING = define_rule(
    "denial-owns-nothing",
    "A sentence in marks is not of somebody who did not say it.",
    Example(
        "Ana Lim did not say it. “We will wait for them here.”",
        "source",
        "Ana Lim",
        "nothing",
        tagged=(("did not say", "Ana Lim", "“We will wait for them here.”"),),
    ),
    term="negated attribution",
)
SIGNATURE = define_rule(
    "signature",
    "A name behind a dash at the end of the line signs the words before it.",
    Example("“We will wait for them here.” — Ana Lim", "speaker", "Ana Lim", "nothing", tagged=()),
    term="signature",
)
RELAY_OWNS_LAST = define_rule(
    "relay-owns-last",
    "Of those who claim a quote, whoever only passed it on comes last.",
    Example(
        "Ana Lim’s message: “We will wait here,” The Courier reported.",
        "source",
        "Ana Lim’s",
        "The Courier",
        tagged=(
            ("reported", "The Courier", "“We will wait here,”"),
            ("message", "Ana Lim", "“We will wait here,”"),
        ),
    ),
    term="relayed attribution",
)
NEAREST_OWNS = define_rule(
    "nearest-owns",
    "Of those who claim a quote, the one nearest to the marks has it.",
    Example(
        "The words of Bo Karlsen came before Ana Lim’s message: “We will wait here.”",
        "source",
        "Ana Lim’s",
        "Bo Karlsen",
        tagged=(
            ("words", "Bo Karlsen", "“We will wait here.”"),
            ("message", "Ana Lim", "“We will wait here.”"),
        ),
    ),
)
ONE_OWNER = define_rule(
    "one-owner",
    "A quote has one owner: whoever else claims it loses it.",
    Example(
        "“We will wait here,” Ana Lim said after Bo Karlsen spoke.",
        "source",
        "Ana Lim",
        "Ana Lim / Bo Karlsen",
        tagged=(
            ("said", "Ana Lim", "“We will wait here,”"),
            ("spoke", "Bo Karlsen", "“We will wait here,”"),
        ),
    ),
)
SAME_LINE_OWNS = define_rule(
    "same-line-owns",
    "A clause on the line of the quote is preferred to one on another line.",
    Example(
        "Bo Karlsen spoke.\n“We will wait for them here,” Ana Lim said.",
        "source",
        "Ana Lim",
        "Bo Karlsen",
        tagged=(("spoke", "Bo Karlsen", "“We will wait for them here,”"),),
    ),
)
SPEAKER_OVER_RELAY = define_rule(
    "speaker-over-relay",
    "The clause that says who spoke is preferred to the one that says who passed it on.",
    Example(
        "“We will wait for them here,” Ana Lim said, The Courier reported.",
        "source",
        "Ana Lim",
        "The Courier",
        tagged=(("reported", "The Courier", "“We will wait for them here,”"),),
    ),
    term="relayed attribution",
)
READ_SOURCE_FOR_NONE = define_rule(
    "read-source-for-none",
    "A quote without a source gets the one of the clause beside its marks.",
    Example(
        "“We will wait for them here,” Ana Lim said.",
        "source",
        "Ana Lim",
        "nothing",
        tagged=(("said", "", "“We will wait for them here,”"),),
    ),
)
CLAUSE_BESIDE_MARKS = define_rule(
    "clause-beside-marks",
    "The clause right beside the marks is preferred to a claim from further off.",
    Example(
        "Bo Karlsen spoke first. “We will wait for them here,” Ana Lim said.",
        "source",
        "Ana Lim",
        "Bo Karlsen",
        tagged=(("spoke", "Bo Karlsen", "“We will wait for them here,”"),),
    ),
)
COLON_LEAD = define_rule(
    "colon-lead",
    "What leads to a quote with a colon is no part of it.",
    Example(
        "Ana Lim said of the envoys, who were late: “We will wait for them here.”",
        "words",
        "We will wait for them here.",
        "of the envoys, who were late: “We will wait for them here.”",
        tagged=(("said", "Ana Lim", "of the envoys, who were late: “We will wait for them here.”"),),
    ),
)
WHOLE_UTTERANCE = define_rule(
    "whole-utterance",
    "Whoever has most of a sentence in marks has all of it.",
    Example(
        "“Yes, we will wait for them here,” Ana Lim said.",
        "words",
        "Yes, we will wait for them here",
        "we will wait for them here",
        tagged=(("said", "Ana Lim", "we will wait for them here,”"),),
    ),
)
FEW_WORDS_REMAIN = define_rule(
    "few-words-remain",
    "Whoever loses a quote to another loses the few words beside it as well.",
    Example(
        "“We will wait for them here,” Ana Lim said after Bo Karlsen spoke of “no more”.",
        "source",
        "Ana Lim",
        "Ana Lim / Bo Karlsen",
        tagged=(
            ("said", "Ana Lim", "“We will wait for them here,”"),
            ("spoke", "Bo Karlsen", "“We will wait for them here,”", "“no more”"),
        ),
    ),
)
