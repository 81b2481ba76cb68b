"""Forms of verbs, for statements that are put into whole sentences."""

from __future__ import annotations

from ..wordlist import pairs

IRREGULAR = pairs("""
    be:was have:had do:did go:went say:said make:made take:took get:got give:gave know:knew
    think:thought see:saw come:came find:found tell:told become:became leave:left feel:felt
    put:put bring:brought begin:began keep:kept hold:held write:wrote stand:stood hear:heard
    let:let mean:meant set:set meet:met run:ran pay:paid sit:sat speak:spoke lie:lied lead:led
    read:read grow:grew lose:lost fall:fell send:sent build:built understand:understood
    draw:drew break:broke spend:spent cut:cut rise:rose drive:drove buy:bought wear:wore
    choose:chose shoot:shot win:won hide:hid steal:stole sell:sold fight:fought teach:taught
    catch:caught throw:threw deal:dealt swear:swore sing:sang forget:forgot hit:hit hurt:hurt
    cast:cast rip:ripped slam:slammed cost:cost quit:quit bet:bet seek:sought bear:bore
    beat:beat bind:bound bite:bit blow:blew feed:fed flee:fled fly:flew forbid:forbade
    freeze:froze hang:hung lay:laid lend:lent mislead:misled overcome:overcame ride:rode
    ring:rang shake:shook shrink:shrank shut:shut sink:sank sleep:slept spread:spread
    strike:struck sweep:swept swing:swung tear:tore wake:woke weep:wept withdraw:withdrew
    undermine:undermined undertake:undertook commit:committed admit:admitted plan:planned
    permit:permitted refer:referred ban:banned drop:dropped stop:stopped rob:robbed
    plot:plotted tout:touted brag:bragged spin:spun dub:dubbed
""")


def past(lemma: str) -> str:
    """vow → vowed, take → took"""
    if lemma in IRREGULAR:
        return IRREGULAR[lemma]
    if lemma.endswith("e"):
        return lemma + "d"
    if lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
        return lemma[:-1] + "ied"
    return lemma + "ed"


def third(word: str) -> str:
    """have → has, go → goes, worry → worries, as a verb agrees with a name."""
    if word in ("am", "have", "do", "are", "ain"):
        return {"am": "is", "have": "has", "do": "does", "are": "is", "ain": "is"}[word]
    if word.endswith(("s", "x", "z", "ch", "sh", "o")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"
