"""Rules for what is a quote, of which kind and act, and where its words begin and end."""

from app.extraction.rules.rule import Example, define_rule

DISCOURSE_MARKER = define_rule(
    "discourse-marker",
    "A lone word such as “Yet” before the clause of saying is no part of what is said.",
    Example(
        "Yet, Ana Lim said, the talks would go on in spring.",
        "words",
        "the talks would go on in spring",
        "Yet … the talks would go on in spring",
        tagged=(("said", "Ana Lim", "Yet", "the talks would go on in spring"),),
    ),
    term="discourse marker",
)
REPORT_ENDS_WITH_SENTENCE = define_rule(
    "report-ends-with-sentence",
    "A report without quotation marks that begins in its cue’s sentence ends with that sentence.",
    Example(
        "Ana Lim said that the talks would go on. Nobody knows how long.",
        "words",
        "the talks would go on",
        "the talks would go on. Nobody knows how long",
        tagged=(("said", "Ana Lim", "the talks would go on. Nobody knows how long"),),
    ),
)
ADJUNCT_IS_NO_REPORT = define_rule(
    "adjunct-is-no-report",
    "When or where somebody spoke is not what was said.",
    Example(
        "Ana Lim said on Thursday in a speech. The hall was full.",
        "words",
        "nothing",
        "on Thursday in a speech",
        tagged=(("said", "Ana Lim", "on Thursday in a speech"),),
    ),
    term="adverbial adjunct",
)
WORD_BEFORE_MARKS = define_rule(
    "word-before-marks",
    "A quote is direct if all of it but one leading word, such as “that”, stands within quotation marks.",
    Example(
        "Ana Lim said that “the talks will go on in spring”.",
        "kind",
        "direct",
        "mixed",
        tagged=(("said", "Ana Lim", "that “the talks will go on in spring”"),),
    ),
)
WRITING_VERB = define_rule(
    "writing-verb",
    "A verb of writing makes an act of writing.",
    Example("Ana Lim wrote that the talks would go on in spring.", "act", "writing", "nothing"),
    term="act of communication",
)
SPEECH_VERB = define_rule(
    "speech-verb",
    "A verb of saying makes an act of speech.",
    Example("Ana Lim said that the talks would go on in spring.", "act", "speech", "nothing"),
    term="verbum dicendi",
)
BELIEF_VERB = define_rule(
    "belief-verb",
    "A verb of believing makes no act of speech, even where words stand within quotation marks.",
    Example(
        "Ana Lim believes that “the talks will go on”.",
        "act",
        "nothing",
        "speech",
        tagged=(("believes", "Ana Lim", "that “the talks will go on”"),),
    ),
    term="verbum sentiendi",
)
MARKS_MAKE_SPEECH = define_rule(
    "marks-make-speech",
    "With a cue that names no act, words in quotation marks were spoken.",
    Example(
        "Ana Lim smiled: “The talks will go on in spring.”",
        "act",
        "speech",
        "nothing",
        tagged=(("smiled", "Ana Lim", "“The talks will go on in spring.”"),),
    ),
)
SPEECH_NOUN = define_rule(
    "speech-noun",
    "“Her claim that ...” is speech, though no verb says so.",
    Example(
        "Nobody believed Ana Lim’s assertion that the talks would go on.",
        "act",
        "speech",
        "nothing",
        tagged=(("assertion", "Ana Lim", "that the talks would go on"),),
    ),
    term="nominal attribution",
)
SPEECH_PHRASE = define_rule(
    "speech-phrase",
    "A phrase such as “according to” is speech, though it has no verb of saying.",
    Example("According to Ana Lim, the talks will go on in spring.", "act", "speech", "nothing"),
    term="prepositional attribution",
)
QUESTION_TO_SOURCE = define_rule(
    "question-to-source",
    "The question that somebody was asked is not what he said.",
    Example(
        "Asked whether the talks had failed for good, Ana Lim left the hall.",
        "words",
        "nothing",
        "whether the talks had failed for good",
        tagged=(("Asked", "Ana Lim", "whether the talks had failed for good"),),
    ),
    term="embedded question",
)
IMAGINED_WORDS = define_rule(
    "imagined-words",
    "Words that a reader is asked to imagine were not said.",
    Example(
        "Imagine Ana Lim saying that the talks had failed for good.",
        "words",
        "nothing",
        "that the talks had failed for good",
        tagged=(("saying", "Ana Lim", "that the talks had failed for good"),),
    ),
    term="irrealis",
)
DENIED_WORDS = define_rule(
    "denied-words",
    "What somebody “did not say” or “declined to say” was not said.",
    Example(
        "Ana Lim did not say that the talks had failed for good.",
        "words",
        "nothing",
        "that the talks had failed for good",
    ),
    Example(
        "“We have failed” is what Ana Lim never said to anybody.",
        "words",
        "nothing",
        "We have failed",
        tagged=(("never said", "Ana Lim", "“We have failed”"),),
    ),
    term="negated attribution",
)
SHORT_REPORT = define_rule(
    "short-report",
    "A report without quotation marks of fewer than four words tells nothing.",
    Example("Ana Lim said so again.", "words", "nothing", "so again", tagged=(("said", "Ana Lim", "so again"),)),
)
TITLE_AS_REPORT = define_rule(
    "title-as-report",
    "Words written like a title are no report.",
    Example(
        "Ana Lim announced the Northern Rivers Peace Conference.",
        "words",
        "nothing",
        "the Northern Rivers Peace Conference",
        tagged=(("announced", "Ana Lim", "the Northern Rivers Peace Conference"),),
    ),
    term="title case",
)
NEITHER_SAID = define_rule(
    "neither-said",
    "What “neither” of two said, nobody said.",
    Example(
        "Neither minister said whether the talks would go on in spring.",
        "words",
        "nothing",
        "whether the talks would go on in spring",
        tagged=(("said", "Neither minister", "whether the talks would go on in spring"),),
    ),
    term="negative quantifier",
)
QUESTION_BY_NOBODY = define_rule(
    "question-by-nobody",
    "“Asked if ...” without a source reports nobody’s words.",
    Example(
        "Asked if the talks had failed for good, nobody would answer.",
        "words",
        "nothing",
        "if the talks had failed for good",
        tagged=(("Asked", "", "if the talks had failed for good"),),
    ),
    term="embedded question",
)
QUOTED_OBJECT = define_rule(
    "quoted-object",
    "The object of “quoted” is whom somebody quoted, not what was said.",
    Example(
        "Ana Lim quoted the old head of her party.",
        "words",
        "nothing",
        "the old head of her party",
        tagged=(("quoted", "Ana Lim", "the old head of her party"),),
    ),
    term="direct object",
)
LABEL = define_rule(
    "label",
    "A few words in quotation marks after a verb of naming are a name.",
    Example(
        "Ana Lim called the plan “a dead letter”.",
        "words",
        "nothing",
        "a dead letter",
        tagged=(("called", "Ana Lim", "“a dead letter”"),),
    ),
    term="mention, not use",
)
TITLE_IN_MARKS = define_rule(
    "title-in-marks",
    "A few words in quotation marks that are written like a title are one, unless a verb of saying leads to them.",
    Example(
        "Ana Lim opened the “Treaty of the Northern Rivers”.",
        "words",
        "nothing",
        "Treaty of the Northern Rivers",
        tagged=(("opened", "Ana Lim", "“Treaty of the Northern Rivers”"),),
    ),
    term="title case",
)
PRINTERS_COMMA = define_rule(
    "printers-comma",
    "The comma before the closing mark and “he said” is the printer’s.",
    Example("“The talks will go on,” Ana Lim said.", "words", "The talks will go on", "The talks will go on,"),
)
TRAILING_CONJUNCTION = define_rule(
    "trailing-conjunction",
    "A report does not end in “and”, “but” or “as”.",
    Example(
        "The talks would go on in spring, but, Ana Lim said, not in the city.",
        "words",
        "The talks would go on in spring",
        "The talks would go on in spring, but",
        tagged=(("said", "Ana Lim", "The talks would go on in spring, but"),),
    ),
    term="coordinating conjunction",
)
WORDS_WITHOUT_MARKS = define_rule(
    "words-without-marks",
    "A direct quote is what stands within its quotation marks.",
    Example("“The talks will go on,” Ana Lim said.", "words", "The talks will go on", "“The talks will go on,”"),
)
