"""What readers see: pages, pictures and feeds, all from what is published and nothing else.

Everything is read from published snapshots, from the log of corrections and from the dated history
of promises, so that renaming a rating or a claimant later changes nothing that went out.
"""
