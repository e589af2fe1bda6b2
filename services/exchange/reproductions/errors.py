"""What the calls about reproductions refuse beside what the alert calls refuse, and what to do about it."""

from exchange.errors import NotFound


class ReproductionNotFound(NotFound):
    """Nobody asked this question about this alert.

    没有就该线索提出过此重现请求。

    Take both ids from `alert.reproduction_requested` in the feed.
    请使用数据流中“要求重现线索”所载的两个标识。
    """
