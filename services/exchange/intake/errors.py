"""What intake refuses, and what to do about each."""

from typing import ClassVar

from exchange.errors import Conflict, Forbidden, Malformed, NotFound, Refusal


class MalformedJson(Refusal):
    """The body is not JSON that the exchange accepts.

    请求体不是交换服务可接受的 JSON。

    Send UTF-8 JSON without duplicate keys, fractions or deep nesting; quantities are text, money is integer fen.
    请发送 UTF-8 编码的 JSON：键不重复、不含小数、嵌套不过深；数量用文本，金额用整数分。
    """

    status: ClassVar[int] = 400


class UnknownEventType(Malformed):
    """There is no such event type.

    没有这种事件类型。

    The types stand under /event-types; facts without a type of their own go as fact.established or in ext.
    事件类型见 /event-types；没有专门类型的事实可用 fact.established 或放入 ext。
    """


class EventTypeNotAllowed(Forbidden):
    """The caller may not report this event type here.

    调用方不得在此报送该类事件。

    Let the agency that acted report it; /event-types says who sends what and by which call.
    请由作出该行为的机关报送；各类事件的报送主体与接口见 /event-types。
    """


class ForeignCaseNumber(Forbidden):
    """The case number belongs to another agency's unit.

    案件编号属于其他机关的办案单位。

    Open the case under a number of your own unit or one below it, or let that unit report.
    请使用本单位或下级单位的案件编号通报，或由该单位报送。
    """


class ClassifiedMaterial(Refusal):
    """Material of this secrecy must not enter the exchange; nothing of it was kept.

    该密级或种类的材料不得进入交换服务，本次内容未作任何留存。

    Take out technical-investigation material and everything above work secret, by the rules of your office.
    请依保密规定剔除技术侦查材料及工作秘密以上内容。
    """

    status: ClassVar[int] = 403


class MessageNotFound(NotFound):
    """The agency has sent no such message.

    贵机关未报送过该消息。

    Check message_id; what was never received can safely be sent again.
    请核对 message_id；未收到的消息可以放心重发。
    """


class IntakeNotFound(NotFound):
    """The agency has begun no such bulk upload.

    贵机关没有该批量上传记录。

    Check the id in the Location of the upload; sending the file again is always safe.
    请核对上传时返回的编号；重新上传始终安全。
    """


class UnsupportedEncoding(Refusal):
    """The content type or encoding is not one the exchange reads.

    不支持的内容类型或编码。

    Send application/json or application/x-ndjson in UTF-8 or GB18030, plain or gzip.
    请使用 UTF-8 或 GB18030 编码的 application/json 或 application/x-ndjson，可用 gzip 压缩。
    """

    status: ClassVar[int] = 415


class ManifestMismatch(Conflict):
    """The upload is not the file that its manifest describes.

    上传内容与清单不符。

    Lines that were accepted stand; fetch the whole file again and send it once more, nothing is doubled.
    已接收的行有效；请重新取得完整文件后再次上传，不会重复记录。
    """


class UploadIdReused(Conflict):
    """An upload of this id was begun before.

    该编号的批量上传此前已开始。

    Ask for its outcomes under GET /v1/intake/{id}/outcomes, or send again under another id; nothing is doubled.
    请在 GET /v1/intake/{id}/outcomes 查询其结果，或换一个编号重新上传；不会重复记录。
    """
