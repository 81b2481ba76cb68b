"""Search as Google's Fact Check Tools API has it (v1alpha1), over what this newsroom published.

Requests, answers and errors are those of `claims:search` there, so that programs made for it need
another address and nothing else.
"""
