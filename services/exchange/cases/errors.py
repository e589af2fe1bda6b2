"""What can be wrong with a question about cases."""

from exchange.errors import Malformed, NotFound


class CaseNotFound(NotFound):
    """There is no such case for the caller.

    对调用方而言不存在该案件。

    Check the number; a case that your agency has no grant for does not exist for it.
    请核对案件编号；贵机关未获授权的案件视为不存在。
    """


class PurposeRequired(Malformed):
    """Persons are shown only for a stated purpose.

    查询人员信息须说明用途。

    Send the header X-Purpose (percent-encoded UTF-8, 4 to 200 characters); it is recorded with the read.
    请在 X-Purpose 请求头中写明用途（UTF-8 百分号编码，4 至 200 字）；用途将与本次查询一并记录。
    """
