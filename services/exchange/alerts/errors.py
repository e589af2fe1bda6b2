"""What the alert calls refuse, and what to do about each."""

from exchange.errors import Conflict, Forbidden, NotFound


class AlertNotFound(NotFound):
    """The caller sees no such alert.

    对调用方而言不存在此线索。

    Check the id; alerts are seen by the supervising procuratorate, and by police only once they were shared.
    请核对编号；线索仅由负责监督的检察院查看，经检察官告知后公安机关方可查看。
    """


class CaseOfAlertNotFound(NotFound):
    """The alert is about a case that the caller does not see.

    线索所涉案件对调用方不存在。

    Read the case's id and numbers from the feed; screening needs a grant on the case.
    请从数据流读取案件标识与编号；筛查服务须对该案件有授权。
    """


class NotForScreening(Forbidden):
    """Only screening, a client of a platform, posts alerts and what became of them.

    仅筛查服务（平台类机关的客户端）可以报送线索及其变化。

    Use the review and receipt calls instead.
    请使用签收与筛查接口。
    """


class NotForTheOffice(Forbidden):
    """Only a procuratorate that supervises the case takes steps with its alerts.

    仅对案件负有监督职责的检察院可以处理其线索。

    Ask the supervising procuratorate.
    请联系负责监督的检察院。
    """


class StepOutOfOrder(Conflict):
    """The alert is not in a state that allows this step.

    线索当前状态不允许此步骤。

    Read the alert's present state; a dismissed alert stays dismissed, found again it is a new occurrence.
    请读取线索当前状态；已排除的线索不再恢复，再次发现时为新的一次预警。
    """


class EarlierOccurrenceUnknown(Conflict):
    """The occurrence before this one is not known.

    前一次预警尚不存在。

    Post the occurrences of a fingerprint one after another, beginning with 1.
    请按顺序报送同一指纹的各次预警，自 1 起。
    """


class EarlierOccurrenceOpen(Conflict):
    """The occurrence before this one still lives.

    前一次预警仍在处理。

    A finding is raised anew once its alert was withdrawn, or dismissed or closed by the office; until then bring it up to date.
    仅在前一次预警已撤回、或经办公室排除或办结后，方可报送新的一次；此前请更新原线索。
    """


class AlertWithdrawn(Conflict):
    """This occurrence was withdrawn, and stays so.

    该次预警已撤回，不再恢复。

    Found again, it is the next occurrence of the same fingerprint.
    再次发现时，请按同一指纹的下一次预警报送。
    """


class NotSharedWithPolice(Conflict):
    """The agency is no police agency that handles the case.

    该机关不是办理本案的公安机关。

    Name a police agency that has a grant on the case.
    请填写对本案有授权的公安机关代码。
    """


class NotOfAModel(Conflict):
    """A person raised this alert: no model brings it up to date or ends it, and none is called `manual`.

    该线索由人工登记，监督模型不得更新或终结；模型名不得为 manual。

    Report findings of a model under the model's own name and fingerprint; a manual lead is the office's.
    请以模型自身的名称和指纹报送；人工线索由办公室办理。
    """
