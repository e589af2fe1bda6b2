"""What the instrument calls refuse, and what to do about each."""

from exchange.errors import Conflict, Forbidden, NotFound


class InstrumentNotFound(NotFound):
    """The caller sees no such instrument.

    对调用方而言不存在此监督文书。

    Check the id; an instrument is seen by whom it is addressed to only once it was issued.
    请核对编号；监督文书制发后，主送单位方可查看。
    """


class NotForTheIssuer(Forbidden):
    """Only the procuratorate that issues the instrument takes this step.

    此步骤仅由制发文书的检察院办理。

    Ask the procuratorate that issued it.
    请联系制发文书的检察院。
    """


class NotForTheUpper(Forbidden):
    """Only the upper procuratorate before which the instrument lies takes this step.

    此步骤仅由受理该文书的上一级检察院办理。

    Ask the upper procuratorate.
    请联系上一级检察院。
    """


class NotForTheAddressee(Forbidden):
    """Only the agency to which the instrument is addressed may say this.

    仅主送单位可以进行此操作。

    Let the addressee sign, answer or object.
    请由主送单位签收、回复或提出异议。
    """


class AlertNotEstablished(Conflict):
    """An alert on which the instrument is to stand was not established.

    所依据的线索尚未成案。

    Screen and confirm the lead first (POST /v1/alerts/{id}/review); a lead alone never makes an instrument.
    请先筛查并确认成案（POST /v1/alerts/{id}/review）；仅有线索不得制发文书。
    """


class GroundMissing(Conflict):
    """The instrument stands on nothing: no alert that was established, and no case.

    文书缺少依据：既无成案线索，也无案件。

    Name an established alert, or the case where the kind of instrument rests on no violation.
    请填写已成案的线索；不以违法行为为依据的文书，请填写案件编号。
    """


class SeveralCases(Conflict):
    """The alerts belong to several cases, and only a procuratorial suggestion may speak of several.

    所依据的线索分属多个案件，仅检察建议书可以针对类案。

    Draft one instrument a case, or a procuratorial suggestion on the class of cases.
    请分案制发，或就类案制发检察建议书。
    """


class NotAddressedTo(Conflict):
    """An instrument of this kind is not addressed to such an agency, or the agency has nothing to do with the case.

    该类文书不得以该机关为主送单位，或该机关与本案无关。

    Name an agency that is registered, of the kind that the catalogue allows, and that takes part in the case.
    请填写已登记、符合文书目录要求且参与本案的机关。
    """


class PreconditionUnmet(Conflict):
    """A condition that the law sets for this instrument is not met.

    不符合法律规定的制发条件。

    Each entry of unmet names the condition and its article; choose another instrument.
    unmet 中每一项列明条件及法律依据；请改用其他文书。
    """


class PreconditionUnknown(Conflict):
    """Whether a condition of the law is met is not known to the exchange.

    是否符合法律规定的制发条件，交换服务无法判断。

    State in `despite` why it is met; the reason is kept with the instrument.
    请在 despite 中说明符合条件的理由；该理由随文书留存。
    """


class InstrumentStepOutOfOrder(Conflict):
    """The instrument is not in a state that allows this step.

    监督文书当前状态不允许此步骤。

    `possible` names the steps that its state allows to your agency.
    possible 列明本机关在当前状态下可以进行的步骤。
    """


class LevelTooLow(Forbidden):
    """An instrument of this kind is approved by somebody higher.

    该类文书须由更高层级的人员审批。

    Let a person of the level that `approved_by` names approve it.
    请由 approved_by 所列层级的人员审批。
    """


class NumberNeeded(Conflict):
    """The number of the national system is still missing.

    尚未录入统一业务系统文号。

    Record the number, its date and the digest, as the national system gave them (step `number`).
    请录入统一业务系统所载文号、日期和摘要（number 步骤）。
    """


class NumberNotOurs(Conflict):
    """The number is no document number of this procuratorate, its own counter gives numbers, or the day contradicts it.

    文号不符合规范，或本院文号由本系统编号，或与日期不符。

    Write it as 石大检侦监〔2026〕12号 with the brackets 〔 〕; where the counter numbers, leave it out. What is issued in a new
    year bears a number of that year: record it, or withdraw the instrument and draft it again.
    请按“石大检侦监〔2026〕12号”填写，使用六角括号〔〕；由本系统编号的，请勿填写。跨年制发的，须使用当年文号：请重新录入，或者撤销后重新拟制。
    """


class NumberTaken(Conflict):
    """Another instrument of this procuratorate bears this number; a void number is never given again.

    该文号已被本院其他文书使用；作废文号不再使用。

    Check the number in the national system.
    请在统一业务系统中核对文号。
    """


class NumbersExhausted(Conflict):
    """The counter stands at the last number of the year.

    本年度文号序号已用完。

    If a number was recorded wrongly, let the chief procurator set the next one (PUT /v1/numbering, `next`).
    如系误录文号所致，请检察长设定下一个序号（PUT /v1/numbering 的 next）。
    """


class InstrumentChanged(Conflict):
    """The draft was changed since it was read, or while its original was printed.

    核对之后或印制期间文书内容已变更。

    Read the draft again (`digests.body`), then approve or issue it.
    请重新核对文书（digests.body）后再批准或制发。
    """


class NoUpperProcuratorate(Conflict):
    """No upper procuratorate is registered.

    未登记上一级人民检察院。

    Let the operator register it as the parent of the procuratorate.
    请由运维方将上一级人民检察院登记为本院的上级机关。
    """


class NoGroundToEscalate(Conflict):
    """The law gives no such ground to report this instrument to the upper procuratorate now.

    目前没有所填的报上一级检察院的情形。

    `grounds` names those that there are, each with its article.
    grounds 列明现有情形及法律依据。
    """
