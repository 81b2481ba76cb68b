"""Titles, roles and first names that tell names from other words."""

from __future__ import annotations

from ..wordlist import pairs, words

MALE_TITLES = words("mr mr. sir lord king prince sheikh baron")
FEMALE_TITLES = words("mrs mrs. ms ms. miss lady dame queen princess baroness madam")
TITLES = (
    MALE_TITLES
    | FEMALE_TITLES
    | words("""
    dr dr. prof prof. professor president vice prime minister sen sen. senator rep rep.
    representative gov gov. governor gen gen. general col col. capt capt. sgt sgt. lt lt. adm
    adm. secretary judge justice chancellor mayor congressman congresswoman rev rev. speaker
    the former ex-president attorney then-president deputy chief
""")
)
ROLES = words("""
    president minister secretary senator governor mayor chancellor leader chief head director
    spokesman spokeswoman spokesperson chairman chairwoman chair ceo executive officer
    official adviser advisor aide envoy ambassador lawmaker deputy commissioner judge justice
    prosecutor attorney lawyer professor scientist economist analyst expert researcher doctor
    surgeon nurse teacher coach captain manager founder owner editor reporter journalist
    correspondent author writer actor actress singer host anchor pollster strategist
    consultant candidate nominee congressman congresswoman representative councillor councilor
    councilman councilwoman mp mep general colonel commander sergeant major admiral sheriff
    detective inspector constable police pope bishop archbishop cardinal imam rabbi
    king queen prince princess duke duchess speaker whip treasurer premier activist campaigner
    organizer organiser farmer resident student partner investor trader banker historian
    epidemiologist biologist engineer architect designer co-founder vice-president counsel
    superintendent principal dean rector fellow incumbent billionaire
    businessman businesswoman entrepreneur mogul veteran contender hopeful frontrunner tycoon
""")
PARTY_MEMBERS = words("democrat republican independent libertarian conservative socialist")
# Last words of names that no person has, though a title may stand before them.
BODIES = words("""
    administration office department committee council court commission board party ministry
    house cabinet center centre university college school hospital foundation association
    group report act bill law campaign government agency service street avenue airport
    general affairs state defence defense
""")
# Who may be meant by “the … leader”.
LEADERS = words("leader president minister premier chancellor king prime")
COUNTRIES = {
    "ukrainian": "ukraine",
    "russian": "russia",
    "american": "us",
    "u.s.": "us",
    "u.s": "us",
    "british": "britain",
    "u.k.": "uk",
    "french": "france",
    "german": "germany",
    "italian": "italy",
    "spanish": "spain",
    "polish": "poland",
    "turkish": "turkey",
    "chinese": "china",
    "japanese": "japan",
    "indian": "india",
    "israeli": "israel",
    "iranian": "iran",
    "canadian": "canada",
    "mexican": "mexico",
    "brazilian": "brazil",
    "australian": "australia",
    "hungarian": "hungary",
    "dutch": "netherlands",
    "greek": "greece",
    "swedish": "sweden",
    "norwegian": "norway",
    "danish": "denmark",
    "finnish": "finland",
    "irish": "ireland",
    "scottish": "scotland",
    "welsh": "wales",
    "czech": "czechia",
    "austrian": "austria",
    "swiss": "switzerland",
    "portuguese": "portugal",
    "romanian": "romania",
    "belarusian": "belarus",
    "georgian": "georgia",
    "korean": "korea",
    "egyptian": "egypt",
    "saudi": "saudi",
    "syrian": "syria",
    "pakistani": "pakistan",
    "kremlin": "russia",
}
# One word for all of a sort.
ALIKE = pairs("""
    gop:republican democratic:democrat congressman:representative congresswoman:representative
    chairwoman:chairman chair:chairman spokeswoman:spokesperson spokesman:spokesperson
    counsellor:councillor councilor:councillor councilman:councillor councilwoman:councillor
    mp:lawmaker mep:lawmaker businesswoman:businessman prez:president
""")
# Roles that a wider word stands for.
DESCRIBES = {
    "leader": LEADERS,
    "president": words("leader"),
    "minister": words("leader"),
    "lawmaker": words("senator representative"),
    "legislator": words("senator representative lawmaker"),
    "candidate": words("nominee contender hopeful frontrunner"),
    "nominee": words("candidate contender frontrunner"),
    "contender": words("candidate nominee hopeful frontrunner"),
    "hopeful": words("candidate nominee contender frontrunner"),
    "frontrunner": words("candidate nominee contender"),
    "businessman": words("billionaire entrepreneur mogul tycoon"),
    "tycoon": words("billionaire businessman mogul"),
    "mogul": words("billionaire businessman tycoon"),
}
# Words that a description may add to what the text has told.
LOOSE = words("""
    former then presumptive presidential current sitting outgoing incoming longtime party own
    new newly elected embattled controversial
""")
STATES = pairs("""
    ala:Alabama ariz:Arizona ark:Arkansas calif:California colo:Colorado conn:Connecticut
    del:Delaware fla:Florida ga:Georgia ill:Illinois ind:Indiana kan:Kansas ky:Kentucky
    la:Louisiana md:Maryland mass:Massachusetts mich:Michigan minn:Minnesota miss:Mississippi
    mo:Missouri mont:Montana neb:Nebraska nev:Nevada okla:Oklahoma ore:Oregon pa:Pennsylvania
    tenn:Tennessee tex:Texas vt:Vermont va:Virginia wash:Washington wis:Wisconsin wyo:Wyoming
""")
NAME_ENDS = words("jr jr. sr sr. ii iii iv")
MALE_NAMES = words("""
    james john robert michael william david richard joseph thomas charles christopher daniel
    matthew anthony mark donald steven paul andrew joshua kenneth kevin brian george edward
    ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin
    scott brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry
    tyler aaron jose adam nathan henry douglas zachary peter kyle walter ethan jeremy harold
    keith christian roger noah gerald carl terry sean austin arthur lawrence jesse dylan bryan
    joe jordan billy bruce albert willie gabriel logan alan juan wayne roy ralph randy eugene
    vincent russell louis philip bobby johnny bradley bill barack mike tim bernie ted marco
    jeb mitt vladimir volodymyr dmitry sergei sergey emmanuel olaf boris keir rishi nigel tony
    gordon xi narendra recep viktor jd steve jim tom dan ben matt greg chris rudy
    newt harry luis carlos pedro miguel hans klaus ahmed mohammed muhammad ali omar
    hassan ivan igor oleg pavel stefan karl lars erik anders henrik norman howard leonard
    stanley fred alfred ernest herbert clarence glenn neil ray leon victor marvin melvin
    clifford wesley evan shawn derek luke cody seth ian colin craig curtis derrick duane dwayne
    felix francis franklin gerard gilbert jared jerome joel josh kurt lance leroy lloyd lonnie
    marcus mario maurice mitch nathaniel neal nick orlando oscar pete rick ricardo rob roberto
    rodney ross sam sidney simon stuart theodore todd travis trevor warren wade francois
    jacques pierre jean-claude giuseppe matteo sergio javier fernando mateusz andrzej yuri
""")
FEMALE_NAMES = words("""
    mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty
    sandra margaret ashley kimberly emily donna michelle carol amanda melissa deborah
    stephanie dorothy rebecca sharon laura cynthia amy kathleen angela shirley brenda emma
    anna pamela nicole samantha katherine christine helen debra rachel carolyn janet maria
    catherine heather diane olivia julie joyce victoria ruth virginia lauren kelly christina
    joan evelyn judith andrea hannah megan cheryl jacqueline martha madison teresa gloria sara
    janice ann kathryn abigail sophia frances jean alice judy isabella julia grace amber
    denise danielle marilyn beverly charlotte natalie theresa diana brittany doris kayla
    alexis lori marie hillary melania ivanka kellyanne kamala nikki ursula giorgia
     liz nicola jill elena olga tatiana natalia svetlana irina fatima aisha leila
    ingrid astrid claire chelsea gwen huma loretta condoleezza priya mia lena clara nora
    eva petra sofia lucia carmen ana beatriz rosa carly allison audrey bonnie caroline carrie
    cathy cheri cindy colleen connie darlene debbie eileen elaine eleanor ellen erin esther
    gail gina gretchen heidi holly ida irene jackie jan jane jenna jenny jo joanna jody
    josephine katie kay kristen laurie leslie lillian lois lorraine lucy lynn marcia
    margot marjorie marlene maureen meg meghan melinda mildred molly monica myra nina norma
    paula peggy penny phyllis rita roberta robyn rosemary roxanne sally sheila sherry sonia
    stacey sue suzanne sylvia tammy tara tiffany tina tracy valerie vanessa vera veronica vicki
    wanda wendy yolanda yvonne abby amelia bethany bridget hilda ilse greta sigrid
""")
