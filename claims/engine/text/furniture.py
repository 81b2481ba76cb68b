"""Lines that belong to the page and not to the story."""

from __future__ import annotations

import re

# Each pattern is matched at the start of a line, in any case.
LINE_STARTS = (
    r"advertisement\b(?:\s*$|\s*:)",
    r"(?:sponsored|promoted) (?:content|by)\b",
    r"join us on (?:telegram|whatsapp|facebook|twitter|x|instagram|signal)\b",
    r"follow (?:our coverage|us on|@|the author)\b",
    r"other topics of interest\b",
    r"(?:related|recommended|more|most (?:popular|read)|trending|you may also like)"
    r"(?: (?:stories|story|articles?|topics|reading|news|coverage|on this))?\s*(?::|$)",
    r"(?:also )?(?:read|see|watch|listen)(?: (?:more|also|next|now|here|this))\s*(?::|$|\|)",
    r"read (?:the )?(?:full|more|also|next)\b",
    r"(?:watch|listen|related|photos?|image|images|picture|video|graphic|caption|credit)\s*:",
    r"\((?:photo|image|picture|ap photo|file photo|video)\b",
    r"(?:click|tap|swipe) (?:here|to)\b",
    r"(?:sign up|subscribe)\b(?= (?:to|for|here|now|today)|$)",
    r"(?:get|receive) (?:our|the) (?:free )?(?:daily |weekly |morning )?(?:newsletter|briefing)\b",
    r"(?:support|donate to) (?:our journalism|us)\b",
    r"(?:share|print|email|save|copy link|comments?|view comments|leave a comment)\s*$",
    r"share (?:this|on|via)\b",
    r"(?:the )?(?:story|article) continues below\b",
    r"(?:©|\(c\)|copyright)\s",
    r"all rights reserved\b",
    r"this (?:article|story|post) (?:was|is|has been|originally|first)\b.{0,40}"
    r"(?:published|updated|appeared|republished|corrected)",
    r"(?:reporting|writing|additional reporting|editing) by\b",
    r"(?:last )?(?:updated|published|posted)\s*(?:on|at|:)",
    r"\d+ min(?:ute)?s? read\b",
    r"(?:editor|publisher)['’]s note\b",
    r"[\[(](?:applause|laughter|cheers?|crosstalk|inaudible|music|video clip|end video clip|"
    r"commercial break|unidentified|begin video clip)[^\])]{0,40}[\])]\.?$",
    r"https?://\S+$",
    r"@\w+$",
)
LINE = re.compile("|".join(f"(?:{start})" for start in LINE_STARTS), re.IGNORECASE)

BYLINE = re.compile(r"(?:By|BY|Written by) [A-Z][\w.’'-]{0,30}(?: [\w.’'|,&-]{1,30}){0,10}$")
CAPTION_END = re.compile(
    r"(?:getty images|/ ?ap|/ ?afp|/ ?reuters|ap photo|via ap|file photo|shutterstock)\W{0,3}$",
    re.IGNORECASE,
)
DATE_PREFIX = re.compile(
    r"(?:date|published|updated)[:\s]\s{0,3}\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?\s*",
    re.IGNORECASE,
)
DATELINE = re.compile(
    r"[A-Z][A-Z.’'-]{2,20}(?: [A-Z.’'-]{2,20}){0,3}"  # KYIV, NEW YORK
    r"(?:, (?:[A-Z][\w.’'-]{1,20}(?: \w{1,12}\.?){0,2}|\d{4})){0,4}"  # Ukraine; Sept. 26, 2031
    r"(?:,? \((?:[A-Z][\w/ .’'-]{1,25})\)| /[\w ]{1,20}/)?"  # (Reuters), /Newswire/
    r"\s{0,2}[—–―-]{1,2}\s{1,3}"
)
LIST_MARK = re.compile(r"(?:[-•*–]|\(?\d{1,2}[.)])\s{1,3}(?=[A-Z“\"])")


def is_furniture(line: str) -> bool:
    """True for a line, without outer white space, that an editor would never want in the queue."""
    head = line[:200]
    if not any(character.isalnum() for character in line):
        return True
    return bool(LINE.match(head) or BYLINE.match(head) or CAPTION_END.search(line[-40:]))


def prefix_length(line: str) -> int:
    """How many characters at the line's start are a date, a dateline or the mark of a list."""
    head = line[:120]
    length = 0
    for pattern in (DATE_PREFIX, DATELINE, LIST_MARK):
        found = pattern.match(head, length)
        length = found.end() if found else length
    return length
