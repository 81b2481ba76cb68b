"""The second engine, which asks a language model; off unless a newsroom sets an address.

Any server with an OpenAI-compatible API will do. What it answers is taken for no more than a hint:
a candidate is kept only where its words stand in the text, and every failure hands the whole text
to the built-in engine, with the reason. In the order in which a text goes through:

    options        the server, and what a text may cost in time, characters and tokens
    windows        the text in pieces that end where paragraphs do
    prompt         what the model is told, and the form of its answer
    client         one request: bounded in time and bytes, tried again where that may help
    conversation   request by request through a text, within its budget
    answer         the server's bytes to claims of the agreed form, or a refusal
    places         a quotation to its exact place in the text, and whether a name stands in it
    grounds        whether a statement says more than the words that it stands for
    candidates     claims with a place to candidates, through the stages of the built-in engine
    engine         the whole way, and back to the built-in engine
    failure        why that was needed, in words for editors
"""
