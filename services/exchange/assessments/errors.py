"""What the calls about assessments refuse, and what to do about each."""

from exchange.errors import Forbidden, NotFound


class NotAScreener(Forbidden):
    """Only screening, a client of a platform, publishes assessments and models.

    仅筛查服务（平台类机关的客户端）可以发布筛查结论和监督模型。

    Read them with GET instead.
    请使用 GET 读取。
    """


class CaseOfAssessmentNotFound(NotFound):
    """The assessment is about a case that the caller does not see.

    筛查结论所涉案件对调用方不存在。

    Read the case's id from the feed; screening needs a grant on the case.
    请从数据流读取案件标识；筛查服务须对该案件有授权。
    """
