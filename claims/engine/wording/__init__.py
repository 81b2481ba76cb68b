"""What was said into statements that stand alone.

drafts        one exact stretch of text for each thing claimed
splitting     two claims in one sentence
narration     the article's own sentences
statement     the whole way from a draft to a statement
framing       vowed to …, accused him of …: with the cue it needs
third_person  “I have signed it” as what she has done
leaning       words that need what was said before
full_names    a last name in full
dating        “on Friday” as the day that it was
verbs         past tenses
"""
