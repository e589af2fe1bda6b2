"""What can be wrong with a question to the feed, or with what is appended to it."""

from exchange.errors import Conflict, Refusal


class CursorOutOfRange(Refusal):
    """The cursor is ahead of the feed, or of an epoch that ended.

    游标超出当前数据流，或属于已结束的纪元。

    Go on from resume_after; entries up to there are the ones you have already read.
    请从 resume_after 继续读取；该位置及之前即贵方已读取的内容。
    """

    status = 410


class MessageIdReused(Conflict):
    """The message id is already bound to other content.

    该 message_id 已绑定其他内容。

    New content takes a new message_id; to change what was said, send a correction.
    新内容请使用新的 message_id；更改已报内容请报送更正。
    """
