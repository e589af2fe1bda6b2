"""What the calls about assessments and models refuse, and what to do about each."""

from exchange.errors import Conflict, Forbidden, NotFound


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


class ModelNotFound(NotFound):
    """There is no such model, or not in this version.

    没有该监督模型或该版本。

    The models and their versions stand under /v1/models.
    监督模型及其版本见 /v1/models。
    """


class ModelVersionReused(Conflict):
    """This version of the model was published with other content.

    该监督模型的这一版本已以其他内容发布。

    What changed is a new version; a published version never changes.
    内容变化应发布新版本；已发布的版本不再变化。
    """
