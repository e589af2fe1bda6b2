"""UA-05 read once more: to whom somebody was handed over who was let go for his age (CL 17¶5)."""

from oracles.underage.ages import fact
from oracles.underage.standing import people

TERMINATED = "suspect.investigation_terminated"


def handed_over(reports):
    """UA-05: whoever is let go for his age is handed over to somebody (CL 17¶5)."""
    answers = {}
    for ref in people(reports):
        ended = [one for one in reports if one["type"] == TERMINATED and one["suspect"] == ref]
        freed = [one for one in ended if one["data"].get("reason") == "below_age"]
        if not ended:
            freed = [
                one for one in reports if one["type"] == "case.withdrawn" and one["data"].get("ground") == "below_age"
            ]
        for one in freed:
            words = [one["data"].get("handed_over_to"), *fact(reports, ref, "handed_over_to", "code")]
            words = [to for to in words if to in ("guardian", "correction_school", "none")]
            if not words:
                answers["UA-05", ref, one["id"]] = ("undetermined", None)
            elif words[0] == "none":
                answers["UA-05", ref, one["id"]] = ("found", one["occurred"])
            else:
                answers["UA-05", ref, one["id"]] = ("clear", None)
    return answers
