"""What a claim's words hold, each piece with its place in the text.

structure   all of it for one claim
figures     numbers with what they count
days        days and spans with a precision
moments     when it was said, and what was still to come then
due         when a promise falls due, and on what condition
details     the result
"""
