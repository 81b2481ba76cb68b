"""Who said what: acts of speech, before names are resolved.

attribution   the way through a document, paragraph by paragraph
speech        what an act of speech is
direct, quoted            direct quotes: which verb reports them, whose words they are
verb_cues, clauses, objects, noun_cues, contents   indirect and mixed speech
topic_cues, hearsay       what was spoken of; what nobody is named for
headlines     “Marsh: Rents have doubled”
cues          the words that report
stretches     the words of an act as exact places in the text
acts          cue, content and people put together
carriers      “the letter reads …” is its writer's speech
nesting       speech inside speech, and how much of it is quoted
syntax        small questions about a parsed sentence
"""
