"""Rules for words whose speaker the text itself doubts, and for how sure a speaker may be."""

from app.extraction.rules.rule import Example, define_rule

FORGERY_WITHIN_WORDS = define_rule(
    "forgery-within-words",
    "What a quote itself calls forged is something else than the quote.",
    Example("“It is a fake video and nothing more,” Ana Lim said.", "speaker", "Ana Lim", "nobody"),
)
MISATTRIBUTED_WORDS = define_rule(
    "misattributed-words",
    "Words that the text says were falsely attributed to somebody are nobody’s.",
    Example(
        "“The talks have failed,” Ana Lim said in words that were falsely attributed to her.",
        "speaker",
        "nobody",
        "Ana Lim",
    ),
    term="misattribution",
)
FORGERY_LEADS = define_rule(
    "forgery-leads",
    "What a forged video, post or letter shows somebody saying is nobody’s.",
    Example("A fake video shows Ana Lim saying that the talks had failed.", "speaker", "nobody", "Ana Lim"),
    term="fabricated quotation",
)
FORGERY_BESIDE = define_rule(
    "forgery-beside",
    "Beside the mention of a forgery no speaker is sure.",
    Example("“The talks have failed,” Ana Lim said of the fake video.", "confidence", "0.5", "0.95"),
    term="fabricated quotation",
)
FORGERY_AFTER = define_rule(
    "forgery-after",
    "If the next sentence tells of a forgery, no speaker is sure.",
    Example("Ana Lim said that the talks had failed. The video is fake.", "confidence", "0.5", "0.95"),
    term="fabricated quotation",
)
DIALOGUE = define_rule(
    "dialogue",
    "If a new paragraph’s words follow words whose marks were closed, another may speak there: no speaker is sure.",
    Example(
        "“We will wait for them here,” Ana Lim said.\n\n“Nobody will come before the spring.”",
        "confidence",
        "0.6",
        "0.95",
        tagged=(("said", "Ana Lim", "“We will wait for them here,”", "“Nobody will come before the spring.”"),),
    ),
    term="turn-taking",
)
SOURCE_ELSEWHERE = define_rule(
    "source-elsewhere",
    "A speaker who was taken from another sentence than the words is not sure.",
    Example("Ana Lim was in good spirits. “We will wait for them here.”", "confidence", "0.8", "0.95", tagged=()),
)
HEARSAY = define_rule(
    "hearsay",
    "With a cue such as “allegedly said” the text does not vouch for the words: no speaker is sure.",
    Example(
        "Ana Lim allegedly said that the talks had failed.",
        "confidence",
        "0.8",
        "0.95",
        tagged=(("allegedly said", "Ana Lim", "that the talks had failed"),),
    ),
    term="evidentiality: hearsay",
)
