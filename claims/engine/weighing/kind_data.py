"""Words and phrases that give a kind of claim away."""

from __future__ import annotations

import re

from ..candidate import Kind

NUMBER_WORDS = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|trillions?|"
    r"dozens?"
)
AMOUNT = rf"(?:\d[\d,.]*|{NUMBER_WORDS}|half|one)"

PATTERNS: dict[Kind, tuple[str, ...]] = {
    Kind.STATISTIC: (
        rf"{AMOUNT}[ -]?(?:%|per ?cent\b|percentage points?\b|bn\b|m\b|k\b|million\b|"
        rf"billion\b|trillion\b|thousand\b|"
        r"hundred\b)",
        r"(?:[$£€]|US\$)\s?\d",
        r"\d{1,3}(?:,\d{3})+\b",
        r"\d+\.\d+\b",
        rf"{AMOUNT} (?:out )?(?:of|in) (?:every )?{AMOUNT}\b",
        rf"(?:{AMOUNT}) (?:\w+ ){{0,2}}(?:people|jobs|homes|houses|children|women|men|"
        rf"workers|voters|"
        r"soldiers|troops|patients|deaths?|cases|killed|dead|injured|wounded|miles|"
        r"kilomet(?:er|re)s|"
        r"tons|tonnes|dollars|pounds|euros|students|pupils|beds|families|households|votes|seats|"
        r"countries|cities|states|schools|hospitals|times|members|residents|refugees|migrants|"
        r"immigrants|arrests|shootings|murders|crimes|companies|businesses|vehicles|barrels)\b",
        rf"(?:one|two|three|four|five|nine) \w+ in (?:{NUMBER_WORDS})\b",
        rf"from {AMOUNT}(?: \w+)? to {AMOUNT}\b",
        r"(?:two|three)[- ](?:thirds|quarters)\b",
        r"(?:a|one)[- ](?:third|quarter|fifth) of\b",
        r"half (?:of|the|a)\b",
        r"(?:majority|average|median|rate) of\b",
        r"doubled\b|tripled\b|quadrupled\b|halved\b",
    ),
    Kind.COMPARISON: (
        r"(?:more|less|fewer|better|worse|higher|lower|larger|bigger|smaller|greater|faster|"
        r"longer|"
        r"older|younger|cheaper|stronger|weaker|safer|earlier|later|"
        r"rather)\b(?: [\w’'-]+){0,5} than\b",
        r"(?:highest|lowest|biggest|largest|smallest|worst|best|fastest|strongest|longest|"
        r"youngest|"
        r"oldest|richest|poorest|greatest|record)\b",
        r"(?:the )?most (?!of\b)\w+ (?:\w+ ){0,3}(?:in|of|ever|since)\b",
        r"compared (?:with|to)\b",
        r"as (?:much|many|high|low|large|big) as\b",
        r"(?:twice|three times|four times) (?:as|the|more)\b",
        r"(?:same|similar) (?:level|amount|number|rate|as)\b",
        r"(?:rose|risen|fell|fallen|increased|decreased|declined|dropped|grew|grown|climbed|"
        r"soared|"
        r"plunged|shrank|surged|jumped|went up|gone up|gone down|went down)\b",
        r"(?:first|only) (?:\w+ ){0,3}(?:ever|in history|since|to)\b",
        r"nobody \w+ \w+ more\b",
        r"(?:outnumber|outpac|exceed|surpass)\w*",
    ),
    Kind.CAUSE: (
        r"because\b",
        r"due to\b",
        r"as a result\b",
        r"result(?:ed|s|ing) (?:in|from)\b",
        r"(?:led|leads|leading) to\b",
        r"caus(?:ed?|es|ing)\b",
        r"thanks to\b",
        r"owing to\b",
        r"responsible for\b",
        r"triggered\b",
        r"blam(?:ed?|es|ing)\b",
        r"stem(?:s|med|ming)? from\b",
        r"contribut(?:ed?|es|ing) to\b",
        r"would have (?:given|led|cost|saved|made|allowed|meant)\b",
    ),
    Kind.LAW: (
        r"(?:il)?legal(?:ly)?\b",
        r"unlawful\w*",
        r"laws?\b",
        r"legislation\b",
        r"constitution\w*",
        r"court\b",
        r"ruling\b",
        r"treat(?:y|ies)\b",
        r"regulations?\b",
        r"(?:the|a|this) bill\b",
        r"(?:bans|banned|outlaws|outlawed|legali[sz]e[sd])\b",
        r"(?-i:[A-Z]\w+ Act)\b",
        r"bans? on\b",
        r"(?:tariffs?|sanctions|minimum wage)\b",
        r"executive orders?\b",
        r"(?:felony|crime of)\b",
        r"sentenced\b|convicted\b|indicted\b|acquitted\b",
    ),
    Kind.EVENT: (r"(?:voted (?:for|against|to)|vetoed|abstained|resigned)\b",),
    Kind.POSITION: (
        r"(?:should|must|ought to|needs to)\b",
        r"(?:deserves?|deserved)\b",
        r"(?:supports|opposes|favou?rs|backs|endorses)\b",
        r"(?:is|are|am|was|were) (?:against|opposed to|in favou?r of)\b",
        r"we need (?:a|an|to|more|fewer|less)\b",
    ),
    Kind.FIGURE_OF_SPEECH: (
        r"(?:no|the|all the|any|good) cards\b",
        r"witch[- ]hunt\b",
        r"house of cards\b",
        r"(?:elephant in the room|tip of the iceberg|playing with fire|game[- ]changer|"
        r"slippery slope)\b",
        r"(?:drain(?:ing)? the swamp|blood on (?:his|her|their|your) hands|"
        r"stab(?:bed)? in the back)\b",
        r"(?:crossed? a line|red lines?|on the same page|at the end of the day|silver bullet)\b",
        r"(?:under the (?:bus|carpet|rug)|time bomb|ticking bomb|wake-up call|"
        r"level playing field)\b",
        r"(?:ball is in|move(?:d)? the goalposts|tighten (?:our|their) belts|"
        r"turn(?:ed)? the page)\b",
        r"(?:dead in the water|sinking ship|bridge too far|kick(?:ed|ing)? the can|"
        r"race to the bottom)\b",
        r"(?:through the roof|skin in the game|smoke and mirrors|wild west|on (?:its|"
        r"their) knees)\b",
        r"(?:black hole|blank che(?:ck|que)|uphill battle|perfect storm|back to square one)\b",
        r"(?:like a|as if (?:it|he|she|they) were|in tatters|house on fire|cut to the bone)\b",
        r"(?:a slap in the face|a drop in the ocean|a bitter pill|a poison pill|a lifeline)\b",
    ),
    Kind.OPINION: (
        r"(?:beautiful|wonderful|terrible|horrible|awful|great|amazing|fantastic|disgusting|"
        r"disgraceful|"
        r"shameful|ridiculous|stupid|bad|good|nice|regrettable|unfortunate|sad|happy|proud|wrong|"
        r"right thing|outrageous|disaster|disgrace|tragic|incredible|unacceptable|brilliant|"
        r"unfair|fair|reckless|deplorable|crooked|pathetic|absurd|crazy|weak|appalling|brave)\b",
        r"I (?:think|believe|feel|hope|guess|love|hate|like|appreciate|wish|want)\b",
        r"(?:in my (?:view|opinion)|deserves?)\b",
    ),
}

FUTURE = re.compile(
    r"\b(?:will|won[’']t|shall|going to|is set to|are set to|is expected to|are expected to|"
    r"expected to|is due to|are due to|on track to|is likely to|are likely to|scheduled to|"
    r"would probably|will probably)\b|[a-z][’']ll\b",
    re.IGNORECASE,
)
WOULD = re.compile(r"\bwould\b(?! have\b| like\b| rather\b)", re.IGNORECASE)
OWN_FUTURE = re.compile(
    r"\b(?:I|we)(?: will|[’']ll| shall| am going to| are going to|[’'](?:m|re) going to|"
    r" won[’']t)"
    r"(?: (?:never|not|always|also|immediately|soon))? (?!be able|see\b|probably|likely|"
    r"think|know)",
    re.IGNORECASE,
)
# What a speaker is about to say or do in this very talk.
PROCEDURE = re.compile(
    r"\b(?:(?:I|we)(?: will|[’']ll| shall| am going to|[’'](?:m|re) going to) "
    r"(?:now |just |also )?|let(?: me| us|[’']s) )"
    r"(?:be (?:very )?(?:brief|quick|short|clear|honest|frank)|"
    r"keep (?:it|this) (?:short|brief)|(?:come|get|turn|go|return) (?:back )?to (?:that|this|it)\b|"
    r"take (?:your |any |a few |some )?questions|stop (?:there|here)|leave it (?:there|at that)|"
    r"(?:start|begin|end|finish|close) (?:with|by)|say (?:this|that|it)\b|adjourn|repeat|"
    r"conclude|yield)",
    re.IGNORECASE,
)
REPORTED_FUTURE = re.compile(
    r"(?:he|she|they|it|we) (?:will|would) (?!“?(?:probably|likely|possibly)|be able|have\b|"
    r"like\b|rather\b)",
    re.IGNORECASE,
)
DEADLINE = re.compile(
    rf"\b(?:within (?:the next )?(?:a |an |{AMOUNT} )?(?:minute|hour|day|week|month|year|"
    rf"decade)s?|by (?:the end of|\d{{4}}|next|"
    r"(?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december|spring|"
    r"summer|autumn|winter|monday|tuesday|wednesday|thursday|friday|saturday|sunday))|"
    rf"in the (?:coming|next) (?:{AMOUNT} )?\w+|next (?:week|month|year|spring|summer|"
    rf"autumn|winter)|"
    r"on day one|(?:first|next) \d+ days|before the end of|as soon as this)\b",
    re.IGNORECASE,
)
DAY = re.compile(
    r"\b(?:(?:on|since|in|last|by|until|from|between) (?:early |late |mid-?)?)?(?:(?:jan|"
    r"feb|mar|apr|jun|jul|aug|sept?|"
    r"oct|nov|dec)[a-z]*\.? \d{1,4}|\d{1,2} (?:january|february|march|april|may|june|july|august|"
    r"september|october|november|december)|(?:19|20)\d\d|monday|tuesday|wednesday|thursday|"
    r"friday|"
    r"saturday|sunday|yesterday|last (?:week|month|year|night))\b",
    re.IGNORECASE,
)
VAGUE = re.compile(
    r"\b(?:some|things?|stuff|various|a lot|lots of|sort of|kind of|many|several|somehow|"
    r"something|"
    r"everybody|everything|questions remain|efforts?|approach|strategy|issues?|situation|broader|"
    r"sheds? light|signals?|remains? (?:high|unclear|to be seen)|others?)\b",
    re.IGNORECASE,
)
HEDGE = re.compile(
    r"\b(?:may|might|could|perhaps|possibly|probably|likely|potential(?:ly)?|seems?|appears?)\b",
    re.I,
)
FEELING = re.compile(
    r"\b(?:I|we)(?:[’']m| am|[’']re| are)?(?: just| really| do| so){0,2} (?:hope|love|"
    r"appreciate|feel|thank|wish|want|like|hate|"
    r"grateful|happy|glad|sorry|proud|look forward|value|better not|guess|don[’']t know)\b"
    r"|\b(?:thank you|congratulations|god bless)\b",
    re.IGNORECASE,
)
