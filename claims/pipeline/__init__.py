"""All writes, a module a step. Each function is one door for one change of state.

Every function is keyword-only after the object it acts on, takes `by=user` (None: the software
itself), is atomic, refuses a row that has moved since the caller read it with `Conflict`, refuses
bad input with `django.core.exceptions.ValidationError`, and writes its Event in the same
transaction. Permissions are the doors' business (`claims.permissions`).
"""
