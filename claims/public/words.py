"""What readers are told about the words that fact-checks are given in."""

from claims.models import PromiseStatus

Status = PromiseStatus.Status

NOT_RATED = "Not yet rated"

# In the order in which readers are shown them.
PROMISES: dict[str, str] = {
    Status.KEPT: "What was promised has been done, or what was predicted has come about.",
    Status.COMPROMISE: "Part of it has been done, or something that comes close.",
    Status.BROKEN: "It was not done, or can’t be any more.",
    Status.STALLED: "Work on it has stopped, or has never begun though it is high time.",
    Status.IN_THE_WORKS: "There are signs that work on it has begun.",
    "": "It is too early to tell, or we have not looked at it yet.",
}
