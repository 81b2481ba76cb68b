"""What sort of claim it is, how much it is worth checking and why, and whether it was there before.

kinds, kind_data      promise, statistic, prediction …
scoring               the rules' score, with their reasons in words
worth, wordpieces     the trained model's probability
repeats               the same claim again: one candidate, more occurrences
"""
