"""What is refused of the office's work on a lead, and what to do about each."""

from exchange.errors import Conflict, NotFound


class LeadNotFound(NotFound):
    """The caller works no such lead.

    对调用方而言不存在此线索。

    Check the id; a lead is worked by one procuratorate and seen by those above it.
    请核对编号；线索由一个检察院办理，其上级院可以查看。
    """


class WorkOutOfOrder(Conflict):
    """The state of the lead does not allow this act.

    线索当前状态不允许此项办理。

    What was dismissed or closed stays so: reopen it as a new lead; what is open is not reopened.
    已排除或已办结的线索不再办理，可重启为新线索；尚在办理的线索无需重启。
    """


class AlreadyReopened(Conflict):
    """The lead was reopened before.

    该线索已经重启。

    Work the new lead, which `reopened_as` names.
    请办理 reopened_as 所指的新线索。
    """


class NotOfOneGroup(Conflict):
    """The two leads cannot go together.

    两条线索不能归并。

    A lead goes with another of the same case and office that is itself in no group of a third.
    只能归并到同一案件、同一检察院办理、且自身未归并到他处的线索；已有归并线索的，须先拆分。
    """


class OfficeUnfit(Conflict):
    """The procuratorate cannot take the lead.

    该检察院不能接办此线索。

    Hand it to a procuratorate above or below that supervises the case.
    请移交给对本案负有监督职责的上级或下级检察院。
    """


class NotAskedOfThem(Conflict):
    """The agency is no organ of the case, so nothing can be asked of it here.

    该机关不是本案的相关机关，不能向其调取材料。

    Name an agency that sees the case, police above all; a platform is asked for nothing.
    请填写对本案有授权的机关，平台除外。
    """


class RequestNotFound(NotFound):
    """Nobody asked so on this lead.

    该线索没有此项调取。

    Read the lead for the ids of its requests.
    请从线索详情读取调取编号。
    """


class EvidenceRequestNotFound(NotFound):
    """The caller's agency was asked for no such materials.

    未向本机关调取此项材料。

    Read GET /v1/evidence-requests for the ids of what is asked for.
    请以 GET /v1/evidence-requests 查阅调取编号。
    """


class RequestAnswered(Conflict):
    """What was asked for was received before.

    该项材料已登记收到。

    Nothing more is to be done; ask again if more is needed.
    无需再次登记；如需补充请另行调取。
    """
