"""The language model's settings: all of them in order, or a refusal that names the variable."""

from __future__ import annotations

from collections.abc import Callable

from environs import Env, ValidationError, validate

from claims.engine.language_model.options import Options, check_key, check_url


def options(env: Env, longest: float) -> Options | None:
    """The server that the environment names and what a document may cost, None without an address.

    `longest` is how many seconds a document may be given at the most. Raises environs' error,
    which names the variable and never shows the key.
    """
    url = env.str("FACTCHECK_LANGUAGE_MODEL_URL", "")
    if not url:
        return None
    some = validate.Range(min=1)
    seconds = validate.Range(min=0, min_inclusive=False, max=longest)
    document_seconds = min(Options.document_seconds, longest)
    return Options(
        url=env.str("FACTCHECK_LANGUAGE_MODEL_URL", validate=_passes(check_url)),
        model=env.str("FACTCHECK_LANGUAGE_MODEL_NAME", validate=_passes(_check_name)),
        key=env.str("FACTCHECK_LANGUAGE_MODEL_KEY", "", validate=_passes(check_key)),
        request_seconds=env.float(
            "FACTCHECK_LANGUAGE_MODEL_REQUEST_SECONDS", Options.request_seconds, validate=seconds
        ),
        document_seconds=env.float(
            "FACTCHECK_LANGUAGE_MODEL_DOCUMENT_SECONDS", document_seconds, validate=seconds
        ),
        characters=env.int(
            "FACTCHECK_LANGUAGE_MODEL_CHARACTERS", Options.characters, validate=some
        ),
        tokens=env.int("FACTCHECK_LANGUAGE_MODEL_TOKENS", Options.tokens, validate=some),
    )


def _check_name(name: str) -> None:
    if not name.strip():
        raise ValueError("The model needs a name.")


def _passes(check: Callable[[str], None]) -> Callable[[str], None]:
    """`check` as environs wants it: its ValueError becomes a refusal with the variable's name."""

    def validator(value: str) -> None:
        try:
            check(value)
        except ValueError as error:
            raise ValidationError(str(error)) from None

    return validator
