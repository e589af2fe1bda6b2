"""What becomes of a case that was sent for prosecution: others then end it, and owe word of it (CPL 177, 176; domain 14.1)."""

NOT_PROSECUTED, PROSECUTED, JUDGED = "suspect.not_prosecuted", "suspect.prosecuted", "suspect.judged"
OF_THE_CASE = ("case.sent_for_prosecution", "case.return_received")


def shows_sending(one):
    """Tell whether a report can only be of a case that was sent: an arrest is asked for without a sending."""
    if one["type"] == "case.proceeding_opened":
        return one["data"]["kind"] in ("prosecution", "resubmission")
    return one["type"] in (*OF_THE_CASE, NOT_PROSECUTED, PROSECUTED, JUDGED)


def about(reports, ref, *kinds):
    """Return what is told of a person, or of anybody where nobody is named."""
    return [one for one in reports if one["type"] in kinds and ref in (None, one["suspect"])]


def owed_by_procuratorate(reports, ref):
    """Return the types of which the procuratorate must have been silent before nothing was decided.

    Nobody asks it about a case that never came to it. Of whom nobody says that he stands before the court, it must have
    said whether he does: the court may have let him go. And it speaks for the case only where no other was appointed.
    """
    if not any(shows_sending(one) for one in reports):
        return []
    to_the_court = [] if about(reports, ref, PROSECUTED, JUDGED) else [PROSECUTED]
    return [NOT_PROSECUTED, *to_the_court, "case.procuratorate_assigned"]


def at_the_court(reports, ref, over):
    """Tell whether somebody may have stood before the court by a day, and nobody says what it judged."""
    before = [one for one in about(reports, ref, PROSECUTED) if one["days"] is None or one["days"][0] <= over]
    return bool(before) and not about(reports, ref, JUDGED)
