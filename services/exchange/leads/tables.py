"""Tables of the office's work: leads as they now are, what was done with each, and what was asked for."""

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Index, SmallInteger, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import BYTEA, JSONB

from exchange.db import metadata

leads = Table(
    "leads",
    metadata,
    Column("alert_id", Uuid, primary_key=True),
    # What a list shows and asks of the alert, copied whenever the alert changes.
    Column("case_id", Uuid, nullable=False),
    Column("case_number", Text, nullable=False),
    Column("suspect_ref", Text),
    Column("rule", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("severity", Text, nullable=False),
    # 0 is the most urgent.
    Column("rank", SmallInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("standing", Text, nullable=False),
    Column("finished", Boolean, nullable=False),
    Column("title", JSONB, nullable=False),
    Column("suggested_instrument", Text),
    Column("source", Text, nullable=False),
    # The office's own.
    Column("procuratorate", Text, nullable=False),
    Column("assignee", Text),
    Column("seen_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("snoozed_until", Date),
    Column("group_head", Uuid),
    Column("duplicate_of", Uuid),
    Column("reopened_as", Uuid),
    Column("raised_position", BigInteger, nullable=False),
    Column("changed_position", BigInteger, nullable=False),
    Index("leads_by_due", "procuratorate", "finished", "due_on", "rank", "raised_position"),
    Index("leads_by_assignee", "procuratorate", "assignee", "finished", "due_on", "rank", "raised_position"),
    Index("leads_by_state", "procuratorate", "state", "due_on", "rank", "raised_position"),
    Index("leads_by_rule", "procuratorate", "rule", "finished", "due_on", "rank", "raised_position"),
    Index("leads_by_severity", "procuratorate", "severity", "finished", "due_on", "rank", "raised_position"),
    Index("leads_of_all", "finished", "due_on", "rank", "raised_position"),
    Index(
        "leads_that_rest",
        "procuratorate",
        "due_on",
        "rank",
        "raised_position",
        postgresql_where=text("snoozed_until IS NOT NULL"),
    ),
    Index("leads_by_case", "case_id"),
    Index("leads_by_group", "group_head", postgresql_where=text("group_head IS NOT NULL")),
)

lead_acts = Table(
    "lead_acts",
    metadata,
    Column("alert_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("act", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", Text, nullable=False),
    # Null: the roster's doing.
    Column("gh", Text),
    Column("body", JSONB, nullable=False),
    # The person's own words, encrypted; the alert's id is their context.
    Column("sealed_text", BYTEA),
)

evidence_requests = Table(
    "evidence_requests",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False),
    Column("case_number", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_of", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("due_on", Date, nullable=False),
    # What is asked for, encrypted; the request's id is its context.
    Column("sealed_text", BYTEA, nullable=False),
    Column("received_on", Date),
    Column("position", BigInteger, nullable=False),
    Column("changed_position", BigInteger, nullable=False),
    Index("evidence_requests_by_agency", "asked_of", "position"),
)

lead_evidence = Table(
    "lead_evidence",
    metadata,
    Column("request_id", Uuid, primary_key=True),
    # Whoever is asked never reads this row: about which alert is the office's alone.
    Column("alert_id", Uuid, nullable=False),
    Index("lead_evidence_by_alert", "alert_id"),
)
