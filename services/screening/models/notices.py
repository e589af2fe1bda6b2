"""What only informs (提示): a period that the law does not set, or no violation by itself, is never found; pure."""

from screening.rulebook import Outcome, Verdict


def only_noticed(outcome: Outcome) -> Outcome:
    """Return the outcome of a rule that asserts no violation: what would be found draws attention, while it lasts.

    Silence counts here as it does for a violation: where nobody promised to speak, nobody's attention is drawn.
    """
    if outcome.verdict is not Verdict.FOUND:
        return outcome
    return Outcome(
        rule=outcome.rule,
        verdict=Verdict.CLEAR,
        root=outcome.root,
        suspect_ref=outcome.suspect_ref,
        notice=outcome.finding if outcome.ended_on is None else None,
    )
