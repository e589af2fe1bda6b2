"""The closed lists of the wire language (domain glossary, section 12); each value is what stands on the line."""

from enum import StrEnum


class AgencyKind(StrEnum):
    """What kind of body an agency (机关) is."""

    POLICE = "police"
    PROCURATORATE = "procuratorate"
    COURT = "court"
    DETENTION_CENTER = "detention_center"
    ADMINISTRATIVE = "administrative"
    PLATFORM = "platform"


class Relation(StrEnum):
    """How an agency stands to a case; which events it may report depends on it."""

    HANDLING = "handling"  # 办案
    SUPERVISING = "supervising"  # 监督
    DETAINING = "detaining"  # 羁押
    ADDRESSED = "addressed"  # named by a report on the case: 移送、指定、受理
    REPORTING = "reporting"  # the only reporter of a provisional case
    OBSERVING = "observing"  # may read, may not report


class Audience(StrEnum):
    """Who may see an event, before grants are looked at."""

    CASE = "case"  # every agency with a grant on the case
    ADDRESSEES = "addressees"  # only the agencies named when it was appended
    AGENCY = "agency"  # the agency concerned, and the operator (agencies of kind platform)


class Channel(StrEnum):
    """By which call an event type enters the feed."""

    NOTIFICATION = "notification"  # POST /v1/cases
    UPDATE = "update"  # POST /v1/cases/{case_number}/updates
    CORRECTION = "correction"  # POST /v1/cases/{case_number}/corrections
    COVERAGE = "coverage"  # POST /v1/coverage
    ALERT = "alert"  # the alert calls
    INSTRUMENT = "instrument"  # the supervision calls
    STATISTICS = "statistics"  # POST /v1/statistics/snapshots
    MODEL = "model"  # POST /v1/models/{model}/versions/{version}/decisions
    EXCHANGE = "exchange"  # the exchange itself


class Stage(StrEnum):
    """The stage of the proceedings in which something happened."""

    INVESTIGATION = "investigation"  # 侦查
    PROSECUTION = "prosecution"  # 审查起诉
    TRIAL = "trial"  # 审判


class UnknownReason(StrEnum):
    """Why the sender cannot say when something happened."""

    NOT_RECORDED = "not_recorded"  # 未记录
    NOT_YET_KNOWN = "not_yet_known"  # 尚未查明
    DISPUTED = "disputed"  # 有争议
    NOT_TRANSFERRED = "not_transferred"  # 数据未转入


class ApprovalLevel(StrEnum):
    """Who approved a document."""

    UNIT_HEAD = "unit_head"  # 办案部门负责人
    COUNTY = "county"  # 县级公安机关负责人
    CITY = "city"  # 市级
    PROVINCE = "province"  # 省级
    MINISTRY = "ministry"  # 公安部


class Classification(StrEnum):
    """The highest secrecy that may enter a non-classified system; anything above is refused unread."""

    PUBLIC = "public"  # 公开
    INTERNAL = "internal"  # 内部
    WORK_SECRET = "work_secret"  # noqa: S105 -- a grade of secrecy (工作秘密), no password


class Sex(StrEnum):
    """GB/T 2261.1, in words."""

    UNKNOWN = "unknown"  # 0
    MALE = "male"  # 1
    FEMALE = "female"  # 2
    NOT_STATED = "not_stated"  # 9


class Measure(StrEnum):
    """Coercive measures (强制措施), CPL chapter 6; a summons (传唤) is not one."""

    COMPELLED_APPEARANCE = "compelled_appearance"  # 拘传
    BAIL = "bail"  # 取保候审
    RESIDENTIAL_SURVEILLANCE = "residential_surveillance"  # 监视居住
    DETENTION = "detention"  # 刑事拘留
    ARREST = "arrest"  # 逮捕


class CaseStatus(StrEnum):
    """Where a case stands (domain 12.3); `notified` until any step of the law is known."""

    NOTIFIED = "notified"  # 已通报
    RECEIVED = "received"  # 受案
    FILING_REVIEW = "filing_review"  # 立案审查中
    FILED = "filed"  # 立案侦查
    FILING_REFUSED = "filing_refused"  # 不予立案
    TRANSFERRED_OUT = "transferred_out"  # 移送管辖
    MERGED = "merged"  # 并案
    WITHDRAWN = "withdrawn"  # 撤销案件
    TRANSFERRED_FOR_PROSECUTION = "transferred_for_prosecution"  # 移送审查起诉
    SUPPLEMENTARY_INVESTIGATION = "supplementary_investigation"  # 退回补充侦查
    PROSECUTED = "prosecuted"  # 提起公诉
    NOT_PROSECUTED = "not_prosecuted"  # 不起诉
    ADJUDICATED = "adjudicated"  # 已判决


class SuspectStatus(StrEnum):
    """Where a person stands in a case (domain 12.3)."""

    IDENTIFIED = "identified"  # 已确定
    AT_LARGE = "at_large"  # 在逃
    SUMMONED = "summoned"  # 传唤
    DETAINED = "detained"  # 拘留
    ARRESTED = "arrested"  # 逮捕
    ON_BAIL = "on_bail"  # 取保候审
    UNDER_RESIDENTIAL_SURVEILLANCE = "under_residential_surveillance"  # 监视居住
    RELEASED = "released"  # 释放
    SPLIT_OFF = "split_off"  # 另案处理
    TERMINATED = "terminated"  # 终止侦查
    INDICTED = "indicted"  # 被起诉
    NON_PROSECUTED = "non_prosecuted"  # 被不起诉
    ADJUDICATED = "adjudicated"  # 已判决


class Track(StrEnum):
    """Which way a case takes (繁简分流, domain 9.2)."""

    COMPLEX = "complex"  # 繁案
    JUVENILE = "juvenile"  # 未检
    FAST_TRACK = "fast_track"  # 速裁
    SIMPLIFIED = "simplified"  # 简易
    ORDINARY = "ordinary"  # 普通


class Scope(StrEnum):
    """What a client may do; whose cases it may do it to is decided by grants."""

    CASES_WRITE = "cases:write"
    CASES_READ = "cases:read"
    CHANGES_READ = "changes:read"
    PERSONS_MATCH = "persons:match"
    PERSONS_IDENTIFY = "persons:identify"
    ALERTS_WRITE = "alerts:write"
    ALERTS_READ = "alerts:read"
    SUPERVISION_WRITE = "supervision:write"
    SUPERVISION_READ = "supervision:read"
    SUBSCRIPTIONS_MANAGE = "subscriptions:manage"
    AGENCIES_ADMIN = "agencies:admin"
    AUDIT_READ = "audit:read"
