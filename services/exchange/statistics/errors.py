"""What the statistics refuse, and what to do about each."""

from exchange.errors import Forbidden, NotFound, Refusal, Unavailable


class StatisticsNotForThisBody(Forbidden):
    """Statistics are read by procuratorates, and by the police as far as instruments were addressed to them.

    统计数据供检察机关查阅；公安机关可查阅发给本机关的监督文书的统计。

    Ask with a client of such an agency.
    请使用上述机关的客户端查询。
    """


class AgencyOutOfSight(NotFound):
    """For the caller there are no statistics of this agency.

    对调用方而言没有该机关的统计数据。

    Name your own agency, one below it, or, as a procuratorate, a unit of the police.
    请填写本机关或下级机关；检察机关亦可填写公安机关的单位。
    """


class MetricNotFound(NotFound):
    """There is no metric by this code whose cases are listed.

    没有可列出案件的该项统计指标。

    Take the code of a metric from the statistics; metrics that count no cases list none.
    请使用统计结果中的指标代码；不涉及案件的指标不列案件。
    """


class SnapshotNotFound(NotFound):
    """For the caller there is no such snapshot.

    对调用方而言没有该统计快照。

    Take the id from `statistics.snapshot_taken` in the feed.
    请使用数据流中“统计快照”所载的标识。
    """


class PeriodNotBegun(Refusal):
    """No snapshot is taken of a period that has not begun.

    尚未开始的期间不能生成统计快照。

    Name a period whose first day is not after today (Asia/Shanghai).
    请填写首日不晚于今日（北京时间）的期间。
    """

    status = 422


class StatisticsBehind(Unavailable):
    """The feed is not yet counted up to where it is asked.

    统计尚未计数到所询问的位置。

    Send the same request again in a moment; sending again is always safe.
    请稍后原样重发；重复发送始终安全。
    """
