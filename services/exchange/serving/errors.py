"""What can be wrong with a question to the catalogue."""

from exchange.errors import NotFound


class EventTypeNotFound(NotFound):
    """There is no such event type.

    没有这个事件类型。

    The list of event types stands at /event-types; a fact without a type of its own is reported as fact.established.
    事件类型一览见 /event-types；没有专门类型的事实以 fact.established 报送。
    """


class CodeTableNotFound(NotFound):
    """There is no such code table.

    没有这个代码表。

    The list of code tables stands at /v1/code-tables; a code that no table knows is kept as it came.
    代码表一览见 /v1/code-tables；无法对照的代码按原样保留。
    """
