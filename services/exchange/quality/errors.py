"""What the calls about data quality refuse, and what to do about each."""

from exchange.errors import Conflict, Forbidden, NotFound


class QualityIsForScreening(Forbidden):
    """Only screening, a client of a platform, reports findings on the quality of data.

    仅筛查服务（平台类机关的客户端）可以报送数据质量问题。

    Read them with GET instead.
    请使用 GET 读取。
    """


class CaseOfRemarkNotFound(NotFound):
    """The finding is about a case that the caller does not see.

    数据质量问题所涉案件对调用方不存在。

    Read the case's id and numbers from the feed; screening needs a grant on the case.
    请从数据流读取案件标识与编号；筛查服务须对该案件有授权。
    """


class SubjectOfAnother(Conflict):
    """The finding names an event that its sender did not report of this case.

    数据质量问题所列信息并非该机关就本案报送。

    Tell each agency of its own events alone.
    请仅向各机关提示其自行报送的信息。
    """


class EarlierRemarkOpen(Conflict):
    """The occurrence before this one is not known, or still stands.

    前一次问题尚不存在，或者尚未消除。

    Post the occurrences of a fingerprint one after another, beginning with 1; each after the one before was cleared.
    请按顺序报送同一指纹的各次问题，自 1 起，且前一次已消除。
    """
