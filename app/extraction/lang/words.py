"""The word sets that several modules share, each defined once.

The words themselves stand in the lexicons, the TOML files of a language, where anybody can edit them. A set that only
one module needs is read there, by `word_list`.
"""

from app.extraction.lang.lexicon import country_forms, verb_forms, word_list

# Small words.
ARTICLES = word_list("common", "articles", "words")
DETERMINERS = word_list("common", "determiners", "words")
PREPOSITIONS = word_list("common", "prepositions", "words")
PLACE_PREPOSITIONS = word_list("common", "place_prepositions", "words")
OFFICE_PREPOSITIONS = word_list("common", "office_prepositions", "words")
OWNER_PREPOSITIONS = word_list("common", "owner_prepositions", "words")
PHRASE_LEADS = PREPOSITIONS | word_list("common", "conjunctions", "phrases")
CLAUSE_STARTS = word_list("common", "clause_starts", "words")
AUXILIARIES = word_list("common", "auxiliaries", "words", "in_phrases")
SENTENCE_OPENERS = word_list("common", "openers", "words")
SENTENCE_ADVERBS = word_list("common", "sentence_adverbs", "words")
DAYS = word_list("common", "days", "words")

# Pronouns.
MALE_PRONOUNS = word_list("people", "pronouns", "male")
FEMALE_PRONOUNS = word_list("people", "pronouns", "female")
PLURAL_PRONOUNS = word_list("people", "pronouns", "plural")
NEUTER_PRONOUNS = word_list("people", "pronouns", "neuter")
THIRD_PERSON_PRONOUNS = MALE_PRONOUNS | FEMALE_PRONOUNS | PLURAL_PRONOUNS | NEUTER_PRONOUNS
WE_PRONOUNS = word_list("people", "pronouns", "first")
WRITER_PRONOUNS = word_list("people", "pronouns", "writer")
RELATIVE_PRONOUNS = word_list("people", "pronouns", "relative")
SUBJECT_PRONOUNS = word_list("people", "pronouns", "subjects")

# Verbs and nouns that announce words.
SPEECH_VERBS = verb_forms("cues", "speech", "verbs")
WRITING_VERBS = verb_forms("cues", "writing", "verbs")
BELIEF_VERBS = verb_forms("cues", "belief", "verbs")
REPORTING_VERBS = SPEECH_VERBS | WRITING_VERBS
SPEECH_NOUNS = word_list("cues", "speech", "nouns")

# Names and what stands before them.
FIRST_NAMES = word_list("first_names", "male") | word_list("first_names", "female")
NAME_SUFFIXES = word_list("people", "particles", "suffixes")
LEADING_PARTICLES = word_list("people", "particles", "leading")
HONORIFICS = word_list("people", "honorifics", "male", "female", "either")
COUNTRY_NAMES = country_forms("names")
TITLES_BEFORE_NAMES = word_list("roles", "titles", "before")
TITLE_QUALIFIERS = word_list("roles", "titles", "qualifiers")
PORTFOLIOS = word_list("roles", "portfolios", "words")

# Nouns for persons, bodies and what they publish.
ROLE_NOUNS = word_list("roles", "heads", "words")
KIN_NOUNS = word_list("roles", "kin", "words")
GROUP_NOUNS = word_list("roles", "groups", "words")
ORGANISATION_NOUNS = word_list("organisations", "nouns", "words")
INSTITUTION_NOUNS = word_list("organisations", "institutions", "words")
MEDIUM_NOUNS = word_list("organisations", "media", "words")
