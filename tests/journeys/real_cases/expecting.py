"""What the file expects, in the names of our rules; and where file, models and promise part, each with its reason."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from journeys.real_cases.records import Record

# The names of the file for rules that are built.
RULES = {
    "age_of_criminal_responsibility": ("UA-01", "UA-02", "UA-03", "UA-04", "UA-05"),
    "economic_case_stalled_24_months": ("E1",),
    "blood_sample_sent_late": ("DUI-07",),
    "blood_sample_wrong_container": ("DUI-06",),
    "blood_report_procedure": ("DUI-08", "DUI-10"),
    "bail_12_month_limit": ("M04",),
    "residential_surveillance_6_month_limit": ("M04",),
    "detention_37_day_limit": ("M05",),
    "detention_30_day_extension_basis": ("M06",),
    "continued_questioning_24_48h": ("D02",),
    "temporary_custody_before_detention": ("D03",),
    "arrest_execution_delay": ("D11-1", "D11-2"),
    "approved_arrest_not_executed": ("D11-1",),
    "arrest_for_offence_without_imprisonment": ("AR-01",),
    "measure_before_filing": ("M22-1",),
    "wrongful_filing_civil_dispute": ("CV-01",),
}
# And for those that are not of these models; what nobody built may not be asked for, and is counted.
NOT_OF_THESE_MODELS = {
    "stalled_case_generic": "none of ours",
}
FILING_REVIEW = "filing_review_overdue"
# The review of economic-crime cases (D24) and of ordinary ones (D23) runs in shadow, that of referrals (D25) does not.
FILING_REVIEWS = {"page-09": "E6", "lecardv2-657": "M09-1", "lecardv2-690": "M09-1", "lecardv2-80": "M09-2"}

# And an arrest that is not executed at once: the law has no number of days for it, and one of our own accuses nobody.
IN_SHADOW = frozenset({"E6", "M09-1", "D11-1"})

# The procuratorate, the court or a province may have acted and nobody said so: without a promise of silence these
# rules can know nothing (domain 14.1), also where something later is dated: a late arrest does not show that
# nothing ended the bail before, nor a late delivery that none came before it.
ONLY_BY_PROMISE = ("E1", "E2", "M04", "DUI-07", "M05", "M05-2", "AN03", "AR-01", "D03", "D11-1")


@dataclass(frozen=True)
class Dated:
    """The day of `why`: the last lawful day that it names, and from when to when the alert must say that it lasted."""

    last_lawful: str
    violated_from: str
    ended_on: str


# Where `why` names no day (the wrong tube), nothing is dated.
CERTAIN_DAYS = {
    ("page-03", "DUI-07"): Dated("2014-07-04", "2014-07-05", "2014-07-08"),
    # Over since 2013, but nobody had to withdraw it before ECON17 came into force.
    ("page-09", "E1"): Dated("2013-10-14", "2018-01-01", "2019-08-13"),
}

# What a promise lawfully turns up beside what the file expects of a published judgment, which promises nothing.
# Not among it: the money of page-12. Its source says that it was seized and not when; the police promise that they
# released nothing, not that they held it already when the case had to be withdrawn, so E7 stays undetermined.
TURNED_UP = {
    ("lecardv2-325", "M22-1", "S1"): (
        "detained and arrested in a case of which the source tells no filing; once the police promise that they told"
        " every filing, the detention came before any"
    ),
    ("lecardv2-665", "M04", "S8"): (
        "bailed by the police like his co-suspects, whose bail the file calls arguable; of him no later step is dated,"
        " so the file says nothing. Once the police promise that they lifted and sent nothing until the day on which"
        " the others were arrested, his twelve months are over as well (CPL 79)"
    ),
    ("lecardv2-135", "M05", "S1"): (
        "detained on 2018-04-27 and indicted on 2018-06-22; the judgment tells of no arrest and no bail. Whoever promises"
        " that there was none until then held him beyond day 37, 2018-06-03, whatever was extended or requested (CPL 91)"
    ),
    ("lecardv2-400", "M05", "S1"): (
        "detained on 2015-12-11 and indicted on 2016-04-18; the judgment tells of no arrest and no bail. Day 37 of the"
        " detention was 2016-01-17 (CPL-2012 89)"
    ),
}


@dataclass(frozen=True)
class Expected:
    """One finding that the file expects of a rule that is built."""

    rules: tuple[str, ...]
    ref: str | None
    certain: bool
    why: str
    shadow: bool = False

    def fits(self, rule: str, ref: str | None) -> bool:
        """Return whether an answer is about this; the file names no suspect where the whole case is meant."""
        return rule in self.rules and self.ref in (None, ref)


def expected(record: Record) -> list[Expected]:
    """Return what the file expects of the rules that are built."""
    found = []
    for one in record.expected:
        review = FILING_REVIEWS[record.key] if one["rule"] == FILING_REVIEW else None
        rules = RULES.get(one["rule"]) if review is None else (review,)
        if rules is not None:
            shadow = not IN_SHADOW.isdisjoint(rules)
            certain = one["certainty"] == "certain" and not shadow
            found.append(Expected(rules, record.ref(one["suspect"]), certain, one["why"], shadow))
    return found


def elsewhere(records: Iterable[Record]) -> Counter[str]:
    """Count the findings of rules that are not of these models."""
    counted: Counter[str] = Counter()
    for record in records:
        for one in record.expected:
            if one["rule"] in NOT_OF_THESE_MODELS:
                counted[f"{NOT_OF_THESE_MODELS[one['rule']]} ({one['rule']})"] += 1
    return counted


def names_its_day(record: Record, one: Expected, report: Mapping[str, Any]) -> bool:
    """Return whether an alert says the day that `why` says, in its dates and in its reasoning."""
    dated = CERTAIN_DAYS.get((record.key, report["rule"]))
    if dated is None:
        return report["violated_from"] is None or report["violated_from"][:10] in one.why
    said = str(report["finding"]) + str(report["reasoning"])
    days = (report["violated_from"], report["ended_on"])
    return days == (dated.violated_from, dated.ended_on) and dated.last_lawful in one.why and dated.last_lawful in said
