"""The words that show that somebody is being reported: verbs and nouns, by what follows them."""

from __future__ import annotations

from ..wordlist import words

# Verbs that stand beside a direct quote: “…,” she said.
SAYING = words("""
    say tell add write continue reply respond answer ask note state declare announce explain
    insist argue claim warn admit acknowledge concede confirm conclude recall remark observe
    comment tweet post quip joke shout yell scream chant whisper cry exclaim testify assert
    assure stress emphasize emphasise repeat reiterate predict suggest propose maintain contend
    allege report read sing put go begin start interject agree promise vow pledge complain
    lament muse urge demand recount describe point retort counter mutter text email message
    publish proclaim disclose reveal caution boast echo offer plead summarize summarise charge
    telegraph caption chime reflect exhort opine mock scoff explode marvel sigh sniff thunder
    snap
""")

# Verbs whose clause is what somebody said, thinks or found: said that …
CLAUSE = SAYING | words("""
    believe think know feel hope fear expect estimate forecast project calculate find show
    indicate reveal learn hear understand realize realise doubt deny dispute reject accept hint
    imply signal mention inform remind convince persuade assume speculate suspect worry wonder
    decide determine rule discover document detail affirm attest certify profess swear guarantee
    threaten advise recommend order require demand argue reckon guess anticipate hold cite see
    notify teach hypothesize theorize conclude complain brag gripe rant demonstrate prove
    imagine consider confess highlight underscore underline bet figure request dream discuss
    question address decry declare recognize recognise clarify posit rebut notice reaffirm
    reason confide forget
""")

# Not said by anybody when the clause is only what is seen or known.
WEAK_CLAUSE = words("""
    see know hear feel figure prove hold go begin start put bet consider decide realize realise
    understand think imagine
""")

# Verbs whose infinitive is the claim: vowed to end …
COMMITMENT = words("""
    vow promise pledge threaten plan agree refuse offer swear guarantee commit propose intend
    want hope expect decline seek claim decide demand ask aim resolve wish undertake opt profess
    urge prefer love vote
""")
PROMISES = words("""
    vow promise pledge threaten swear guarantee commit intend undertake resolve plan agree
""")

# Verbs that ask somebody else to act: urged lawmakers to pass …
REQUEST = words("""
    urge ask tell order call encourage press instruct advise warn want beg implore direct invite
    request command challenge pressure lobby push remind forbid exhort dare
""")

# Verbs with a preposition before the claim: accused him of lacking …
ACCUSATION = {
    "accuse": "of",
    "suspect": "of",
    "convict": "of",
    "criticize": "for",
    "criticise": "for",
    "blame": "for",
    "attack": "for",
    "blast": "for",
    "slam": "for",
    "condemn": "for",
    "praise": "for",
    "mock": "for",
    "rip": "for",
    "hammer": "for",
    "thank": "for",
    "chide": "for",
    "denounce": "for",
    "fault": "for",
    "rebuke": "for",
    "credit": "with",
    "charge": "with",
    "apologize": "for",
    "apologise": "for",
    "slate": "for",
    "lambast": "for",
    "lambaste": "for",
    "commend": "for",
    "berate": "for",
    "scold": "for",
    "assail": "for",
    "warn": "of against",
    "complain": "about",
    "boast": "of",
    "speak": "of",
    "call": "for",
    "insist": "on",
    "object": "to",
    "push": "for",
    "argue": "for",
    "talk": "about",
    "brag": "about",
    "worry": "about",
    "advocate": "for",
}

# Verbs whose object is the claim or the position: criticised the burden, denied the charges
OBJECT = words("""
    criticize criticise condemn denounce praise deny reject dispute oppose support back defend
    propose announce demand question blast slam attack rip decry welcome endorse lament predict
    cite favor favour suggest urge promise pledge acknowledge highlight stress emphasize
    emphasise discuss mention advocate confirm disavow dismiss ridicule applaud refute echo
    downplay unveil recommend admit reveal disclose detail describe note express allege threaten
    estimate outline hail tout mock bemoan rebut contest slate protest ban report claim tweet
    condone
""")

# Verbs that tell what somebody speaks of or stands for, though not what was claimed.
STANCE = words("""
    recall issue explain repeat voice reiterate remember recite concede preach articulate
    publish underscore assail deride insult prefer repudiate chide fear recount declare
    recognize recognise reaffirm assert invoke post contradict blame thank credit argue want
    like love hate list reference expose withhold contemplate withdraw resist pronounce veto
    restrict lay say answer write seek nominate name feel offer release share view believe
    expect identify counter quote exploit ratify document broadcast signal project show
    approve deem consider promote justify circulate
""")

# Of these a person may be the object: endorsed the mayor.
SIDING = words("""
    endorse support back oppose criticize criticise praise blame attack blast slam denounce
    thank defend favor favour prefer condemn mock ridicule hail tout mention insult deride rip
    assail chide invoke recall
""")

# Polls and the like show something, though nobody says it.
SHOWING = words("show find give put have indicate suggest reveal")
EVIDENCE = words("""
    poll survey data study figure result number analysis average research census statistic
    record polling report
""")

# Verbs with a name for something: called it “a disgrace”, described it as good
NAMING = words("""
    call label brand dub term deem declare consider describe characterize characterise depict
    portray cast paint denounce criticize criticise dismiss praise condemn regard view see hail
    tout refer slam blast deride mock compare liken
""")

GERUND = words("""
    deny suggest propose recommend consider admit oppose support advocate discuss acknowledge
    favor favour mention report recall
""")

# Nouns that carry a claim: his promise to …, the accusation that …
NOUNS = words("""
    claim accusation allegation promise pledge vow warning statement assertion suggestion
    prediction belief view contention argument demand proposal plan threat admission insistence
    hope fear assurance declaration announcement report frustration concern conclusion complaint
    estimate forecast idea notion remark comment denial finding theory suspicion charge call
    offer opinion expectation confession revelation criticism regret appeal commitment position
    pronouncement testimony rumor rumour speculation guarantee decision request doubt confidence
    conviction message acknowledgment acknowledgement impression sentiment refusal
    recommendation desire inclination reluctance case agreement assumption sense
""")
PROMISE_NOUNS = words("promise pledge vow threat plan offer commitment guarantee")

# Verbs that lend their subject to such a noun: expressed frustration that …
LIGHT = words("""
    express voice make issue raise give reiterate repeat offer share state deliver release
    publish have dismiss reject deny dispute defend renew send announce withdraw retract note
    cite stress emphasize emphasise leave
""")

# Written or spoken things that “say” something for somebody: the letter reads, …
CARRIERS = words("""
    letter statement post tweet message memo report email e-mail note speech text transcript
    article poll survey study release document column op-ed book lawsuit complaint filing
    testimony video interview headline caption editorial ad
""")

# The stronger the cue, the likelier that a claim can be held against somebody.
STRONG = words("""
    claim vow accuse promise pledge allege warn insist deny assert threaten predict boast charge
    blame contend swear guarantee estimate reveal confirm admit announce forecast
""")
BELIEF = words("""
    believe think feel hope fear worry want wish doubt suspect expect wonder like
""")
