"""What can be wrong with a question to the feed."""

from exchange.errors import Refusal


class CursorOutOfRange(Refusal):
    """The cursor is ahead of the feed, or of an epoch that ended.

    游标超出当前数据流，或属于已结束的纪元。

    Go on from resume_after; entries up to there are the ones you have already read.
    请从 resume_after 继续读取；该位置及之前即贵方已读取的内容。
    """

    status = 410
