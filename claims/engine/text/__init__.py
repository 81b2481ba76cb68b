"""A text as given into parsed paragraphs, offsets untouched.

canonical   one form before it is stored: line ends, byte-order mark, outer white space
furniture   lines that belong to the page, not to the story
reading     paragraphs, and whose turn it is in a transcript
nlp         each paragraph parsed
quotes      quotation marks into pairs
"""
