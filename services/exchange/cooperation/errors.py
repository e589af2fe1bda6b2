"""What the cooperation calls refuse, and what to do about each."""

from exchange.errors import Conflict, Forbidden, Malformed, NotFound


class CooperationNotFound(NotFound):
    """The caller takes part in no such record.

    对调用方而言不存在此协作记录。

    Check the id; a record is seen by the organs that take part in it and by the upper procuratorate.
    请核对编号；协作记录仅由参加机关及上级检察院查看。
    """


class CaseOfCooperationNotFound(NotFound):
    """The record is about a case, or rests on an alert, that the caller does not see.

    协作记录所涉案件或线索对调用方不存在。

    Check the numbers and ids.
    请核对案件编号与线索编号。
    """


class NotYoursToOpen(Forbidden):
    """An agency in this relation to the case may not open a record of this kind.

    以本机关与该案的关系，不能开立此类协作记录。

    The procuratorate that supervises opens any kind; the police that handle the case ask for early intervention or consultation.
    负责监督的检察院可以开立各类记录；办案公安机关可以商请提前介入或会商。
    """


class NotTheOtherSide(Conflict):
    """The agency named is not the other side of this case.

    所填对方机关不是本案的对方机关。

    The police name a procuratorate that supervises the case; the procuratorate names the police that handle it.
    公安机关应填写负责监督本案的检察院；检察院应填写办理本案的公安机关。
    """


class OrganUnknown(Malformed):
    """An organ that is named is no agency of this exchange, or none that takes part in cooperation.

    所填机关未在本系统登记，或不属于可参加协作的机关。

    Read the directory with GET /v1/agencies.
    请以 GET /v1/agencies 查阅机关名录。
    """


class OrganWithoutTheCase(Conflict):
    """An organ that is named does not see the case that the record is about.

    所填机关对所涉案件没有查阅权限。

    Let the case be shared with it first, for whoever takes part reads its number and what is said of it.
    请先将案件授权给该机关；参加机关将读到案件编号及所议内容。
    """


class OfficeMissing(Conflict):
    """No procuratorate takes part that supervises the case.

    参加机关中没有负责监督该案的检察院。

    Name the supervising procuratorate among the participants.
    请在参加机关中填写负责监督的检察院。
    """


class ActOutOfOrder(Conflict):
    """The record does not stand where this can be done, or a record of its kind has no such act.

    记录当前状态不允许此事项，或此类记录没有此事项。

    Read where the record stands.
    请先读取记录的当前状态。
    """


class NotYourPart(Forbidden):
    """This part of the record is another organ's.

    此事项应由其他机关办理。

    Leave it to the organ that the record names for it.
    请由记录所载的相应机关办理。
    """


class NothingToAnswer(Conflict):
    """There is no such opinion or resolution in the record, or it was answered already.

    记录中没有此项意见或决议，或已经答复。

    Read the record; an opinion and a resolution are answered once, under their `entry_id`.
    请先读取记录；意见与决议各以其 entry_id 答复一次。
    """


class NotYetHeld(Malformed):
    """What is recorded afterwards lies in the future.

    事后补记的日期晚于今日。

    State the day on which it happened; it is not after today (Asia/Shanghai).
    请填写实际日期，不得晚于今日（北京时间）。
    """


class DueBeforeItBegins(Malformed):
    """A period ends before it begins.

    期限早于起始日。

    State a day that is not before the day from which it runs.
    请填写不早于起算日的期限。
    """


class NotTheUnit(Conflict):
    """An alert of the group is about another rule, unit or quarter, or was not established, or is withdrawn.

    所列线索与所填违法行为代码、办案机关或季度不符，或尚未成案，或已撤回。

    Take the group's alerts from GET /v1/class-cases.
    请使用 GET /v1/class-cases 所列同组线索。
    """


class StillOwed(Conflict):
    """A resolution of the meeting has not been carried out yet.

    会议尚有决议未落实。

    Let its owner report that it was carried out; then close the record.
    请由责任机关报告落实情况后再办结。
    """


class SnapshotOfPackNotFound(NotFound):
    """Your office was told of no snapshot of the statistics of this quarter by this id.

    本机关未获知该季度的此项统计快照。

    Take one with POST /v1/statistics/snapshots, and state its id.
    请以 POST /v1/statistics/snapshots 生成快照并填写其编号。
    """


class TooFewForAClass(Conflict):
    """The review rests on fewer violations than make a class, and does not say why it is held all the same.

    所列线索不足类案起点件数，且未说明理由。

    Take the group's alerts from GET /v1/class-cases, or state `reason`.
    请使用 GET /v1/class-cases 所列同组线索，或填写 reason（理由）。
    """


class NobodyElse(Malformed):
    """No organ takes part but the one that opens the record.

    除本机关外没有其他参加机关。

    Name at least one other organ.
    请至少填写一个其他机关。
    """


class OpinionUnanswered(Conflict):
    """An opinion of the intervention was not answered, and the closing does not say why that is left.

    提前介入意见尚未答复，且办结时未作说明。

    Let the police answer it, or state in `text` why it is closed without an answer.
    请由公安机关答复，或在 text 中说明未答复即办结的原因。
    """
