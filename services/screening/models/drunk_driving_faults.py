"""Faults of one act, each stated so; what nobody stated is none, and what is not known to be right is not clear."""

from collections.abc import Sequence

from screening.casefile import Event
from screening.coverage import Missing
from screening.rulebook import Ground, Outcome, Rule, Verdict
from zhenxie.law.wording import Text


def by_faults(rule: Rule, root: Event, faults: Sequence[Text], gaps: Sequence[Text]) -> Outcome:
    """Return what a rule answers of an act: its faults, else what is not stated of it, else nothing amiss."""
    if faults:
        chinese, english = "；".join(one.chinese for one in faults), "; ".join(one.english for one in faults)
        return Outcome(
            rule=rule,
            verdict=Verdict.FOUND,
            root=root.entry,
            suspect_ref=root.suspect_ref,
            finding=Text(f"{rule.title.chinese}：{chinese}", f"{rule.title.english}: {english}"),
            grounds=tuple(Ground(one, entry=root.entry) for one in faults),
            violated_from=root.occurred,
        )
    if gaps:
        return unknown(rule, root, *gaps)
    # An act that a correction says otherwise may have been found at fault before: a person looks at that (domain 14.6).
    cured_by = root.entry if root.entry.corrected else None
    return Outcome(rule=rule, verdict=Verdict.CLEAR, root=root.entry, suspect_ref=root.suspect_ref, cured_by=cured_by)


def unknown(rule: Rule, root: Event, *gaps: Text) -> Outcome:
    """Return that a rule cannot answer, for the sender of the act did not state these."""
    return Outcome(
        rule=rule,
        verdict=Verdict.UNDETERMINED,
        root=root.entry,
        suspect_ref=root.suspect_ref,
        missing=tuple(Missing(gap, root.type, root.entry.source) for gap in gaps),
    )
