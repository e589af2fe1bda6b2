"""What the calls about what recurs refuse, and what to do about it."""

from exchange.errors import Forbidden


class LookBacksAreTheOffices(Forbidden):
    """Only a procuratorate plans look-backs on its instruments.

    回头看计划仅由检察院查看。

    Read the instruments that were served on your agency instead.
    请改为查阅送达本机关的监督文书。
    """
