"""Every code that can stand in an error or an observation, as a sentence in Chinese and in English."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

Language = Literal["zh", "en"]

_FAULTS: Final[Mapping[str, tuple[str, str]]] = {
    # The bytes
    "invalid-utf-8": ("不是合法的 UTF-8，首个错误字节在第 {0} 位", "Not UTF-8; the first wrong byte is number {0}"),
    "not-json": ("不是合法的 JSON，第 {0} 行第 {1} 列", "Not JSON; look at line {0}, column {1}"),
    "duplicate-key": ("同一对象中键重复", "A key stands twice in one object"),
    "too-deep": ("嵌套超过 {0} 层", "Nested deeper than {0} levels"),
    "integer-too-large": ("整数超出 2 的 53 次方", "An integer beyond 2^53"),
    "float-not-allowed": (
        '不接受带小数或指数的数字，请写成字符串，如 "117.52"',
        'No fraction or exponent; write quantities as text, such as "117.52"',
    ),
    "nul-in-text": ("文本中含有空字符", "The text holds a NUL character"),
    "lone-surrogate": ("文本中含有不成对的代理字符", "The text holds a lone surrogate"),
    "unreadable-body": ("请求体无法读取", "The body cannot be read"),
    # Form
    "control-character": (
        "文本中含有控制字符或者改变书写方向的字符，无法印制",
        "The text holds a control character, or one that turns the order of writing: it cannot be printed",
    ),
    "not-a-procuratorate": ("未登记为人民检察院", "Not registered as a procuratorate"),
    "missing": ("缺少必填字段", "This field is required"),
    "unknown-field": ("未知字段；本系统自有的列请放入 ext", "Unknown field; put columns of your own into ext"),
    "not-text": ("应为字符串", "Must be text"),
    "not-an-integer": ("应为整数", "Must be an integer"),
    "not-a-truth-value": ("应为 true 或 false", "Must be true or false"),
    "not-a-list": ("应为数组", "Must be a list"),
    "not-an-object": ("应为对象", "Must be an object"),
    "not-a-cell": ("列值应为字符串、整数、布尔值或 null", "A column holds a text, an integer, a truth value or null"),
    "wrong-type": ("类型错误", "Wrong type"),
    "wrong-form": ("格式不符", "Wrong form"),
    "pattern": ("格式不符", "Wrong form"),
    "unknown-article": ("法条索引中无此条文", "The registry of articles does not know it"),
    "not-in-list": ("不在可选值之内：{0}", "Not one of the allowed values: {0}"),
    "too-short": ("长度不足 {0}", "Shorter than {0}"),
    "too-long": ("长度超过 {0}", "Longer than {0}"),
    "auditor-with-another-role": (
        "审计员不得兼任其他职责",
        "An auditor has no other role: enter another person for the other roles",
    ),
    "ends-before-it-begins": ("结束不晚于开始", "It ends before it begins"),
    "snooze-needs-reason": (
        "暂缓须以 snooze_reason 或 note 说明原因",
        "A snooze says why: state `snooze_reason` or `note`",
    ),
    "act-needs": ("此项办理须写明移交给谁", "State `assignee` or `procuratorate`"),
    "too-small": ("小于下限 {0}", "Below the limit of {0}"),
    "too-large": ("大于上限 {0}", "Above the limit of {0}"),
    "empty-list": ("数组不能为空", "The list must not be empty"),
    "list-too-long": ("数组最多 {0} 项", "The list holds at most {0} items"),
    "not-a-moment": (
        "不是时间：应为带时区的时刻、日期 (2026-03-01) 或月份 (2026-03)",
        "Not a moment: an instant with offset, a day (2026-03-01) or a month (2026-03)",
    ),
    "not-a-day": ("不是日期，应为 2026-03-01 形式", "Not a day such as 2026-03-01"),
    "not-an-instant": ("不是带时区的时刻", "Not an instant with an offset"),
    "in-the-future": ("时间超前 24 小时以上", "More than 24 hours in the future"),
    "nothing-stated": ("至少应填写一项", "State at least one of its fields"),
    "one-value-only": ("事实的值应当且只能填写一种", "A fact has exactly one value"),
    # Meaning
    "unknown-event-type": ("未知的事件类型，见 /event-types", "Unknown event type; see /event-types"),
    "occurred-needs-reason": (
        "occurred 为 null 时应说明原因 (occurred_unknown_reason)",
        "When occurred is null, say why in occurred_unknown_reason",
    ),
    "reason-without-need": (
        "已有时间，不应再填写时间不明的原因",
        "The moment is stated, so there is no reason to give",
    ),
    "step-needs": (
        "该步骤缺少必填字段：排除须有原因，暂缓须有日期，移送须有机关，告知须有机关和内容",
        "A field of this step is missing: a dismissal has a reason, a snooze a day, a transfer an agency, sharing both",
    ),
    "one-receiver": (
        "线索移送应当且只能填写一个接收机关 (to) 或一个未接入单位的名称 (outside_body)",
        "A clue goes to one agency (to) or to one outside body (outside_body)",
    ),
    "due-before-service": ("反馈期限早于送达日", "Feedback is due before the clue was served"),
    "not-of-the-same": ("逐字节一致的，不应列明差异或者原因", "What is identical differs in nothing"),
    "says-no-difference": ("不一致的，须列明差异和原因", "What differs says in what, and why"),
    "decision-required": (
        "不起诉后的检察意见须写明不起诉决定书",
        "An opinion after non-prosecution names the decision",
    ),
    "changed-to-with-changed": (
        "决定变更的须写明变更后的意见，其他情形不得填写",
        "A decision that changes says to what; any other does not",
    ),
    "not-of-the-case": ("不属于本案", "It does not belong to the case"),
    "not-of-this-step": ("填写了不属于该步骤的字段", "A field that does not belong to this step is stated"),
    "suspect-ref-required": (
        "该事件针对犯罪嫌疑人，应填写 suspect_ref",
        "This event is about a suspect: state suspect_ref",
    ),
    "instant-required": (
        "该事件是人的决定，occurred 应为带时区的时刻",
        "This event is a person's decision: occurred is an instant with an offset",
    ),
    "operator-required": ("应填写作出决定的人 (operator)", "State who decided it (operator)"),
    "number-in-standard": (
        "证据标准论罪名，不涉具体人员和案件，不得含身份证号、电话、账号或案件编号",
        "A sheet is about charges: it holds no number of a person or a case",
    ),
    "identity-number-in-reference": (
        "编号中含有公民身份号码，请换用不指向个人的编号",
        "A reference holds an identity number; use one that names nobody",
    ),
    "event-required": ("更正 (amend) 应附完整的事件", "To amend, state the whole event"),
    "event-not-expected": ("撤回 (retract) 不应附事件", "To retract, state no event"),
    "not-by-this-call": ("该事件类型不能通过此接口提交", "This event type is not sent by this call"),
    "not-by-this-kind": ("该类机关不能提交此事件类型", "An agency of this kind may not send this event type"),
    "not-by-this-relation": (
        "以本机关与该案的关系，不能提交此事件类型",
        "An agency in this relation to the case may not send this event type",
    ),
    "message-id-reused": (
        "该 message_id 已用于其他内容",
        "This message_id already stands for other content",
    ),
    "foreign-case-number": ("案件编号属于其他单位", "The case number belongs to another unit"),
    "correction-target-unknown": ("没有找到所要更正的事件", "The event to correct was not found"),
    "unknown-line": (
        "无法识别该行：应为通报、更新、更正、覆盖声明或快照",
        "Not a notification, update, correction, coverage or snapshot",
    ),
    # Bulk intake
    "half-a-line": ("最后一行不完整，可能在传输中截断", "The last line is cut off; perhaps the file is not whole"),
    "line-too-long": ("该行超过 {0} 字节", "The line is longer than {0} bytes"),
    "not-in-charset": ("该行含有不属于 {0} 的字节", "The line holds bytes that are not {0}"),
    "gzip-broken": ("gzip 数据损坏，其后内容未读取", "The gzip data is broken; nothing after that was read"),
    "gzip-cut-off": ("gzip 数据不完整", "The gzip data ends before its end"),
    "gzip-expands-too-far": ("gzip 数据膨胀过大，已停止读取", "The gzip data expands too far; reading was stopped"),
    "manifest-count": ("清单称 {0} 行，实有 {1} 行", "The manifest says {0} lines; there were {1}"),
    "manifest-digest": ("清单摘要与内容不符", "The manifest's digest is not that of the content"),
    # Rows of a platform
    "not-a-case-number": ("不是可用的案件编号", "Not a usable case number"),
    "not-a-reference": ("不是可用的编号", "Not a usable reference"),
    "case-number-changed": (
        "同一行此前使用另一案件编号；请先撤回，再以新的 source_key 报送",
        "The row bore another case number before; take it back, then send it under a new source_key",
    ),
    "version-reused": (
        "该版本此前的 {0} 列内容不同；变更应使用更高的 source_version",
        "This version said something else in column {0} before; a change takes a higher source_version",
    ),
    "suspect-listed-twice": ("同一犯罪嫌疑人编号列出两次", "One suspect's reference stands twice"),
    "no-such-profile": ("没有名为 {0} 的列映射", "There is no profile named {0}"),
    "not-of-shares": ("此筛选条件不适用于所告知的线索", "What is shared of an alert is not filtered by this"),
    "not-a-cursor": ("不是有效的游标", "Not a cursor"),
    "not-a-partition": ("分区应写作 i/n", "A partition is written i/n"),
}
_OBSERVATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "identity-number-check-digit": (
        "身份号码校验不符，按自称号码保存",
        "The identity number's date or check digit is wrong; kept as a claimed number",
    ),
    "identity-number-legacy": ("15 位旧身份号码，原样保存", "An identity number of 15 digits; kept as it came"),
    "birth-date-differs": ("出生日期与身份号码不一致", "The birth date differs from the identity number's"),
    "sex-differs": ("性别与身份号码不一致", "The sex differs from the identity number's"),
    "unmapped-code": ("代码未收录于 {0}，原样保存", "The code is not in table {0}; kept as it came"),
    "clock-ahead": ("时间超前于交换平台的时钟", "The moment is ahead of the exchange's clock"),
    "provisional-case": (
        "案件尚未通报，先行立为待定案件",
        "The case was not notified yet; a provisional one was opened",
    ),
    "provisional-suspect": (
        "犯罪嫌疑人尚未通报，先行登记",
        "The suspect was not notified yet; registered provisionally",
    ),
    "bom-removed": ("已去除字节顺序标记", "A byte order mark was removed"),
    "padding-removed": ("已去除首尾空白", "Padding around a value was removed"),
    "full-width-digits": ("全角数字已转为半角", "Full-width digits were made plain"),
    "unknown-columns": ("有未识别的列，已存入 ext", "Unknown columns were kept in ext"),
    "unit-not-registered": ("单位代码未登记", "The unit code is not registered"),
    "unit-not-below": ("该单位不在报送机关之下", "The unit does not stand below the reporting agency"),
    "target-in-another-case": (
        "所更正的消息属于另一案件，请在该案件下更正",
        "The message to correct belongs to another case: correct it there",
    ),
    "suspect-not-of-the-case": ("案件中没有该人员代号", "The case tells of no suspect by this reference"),
    "not-in-the-register": ("{0} 本机关名册中无此人", "Nobody by that service number acts for the agency on {0}"),
    "agency-not-registered": ("所提及的机关未登记", "The agency named is not registered"),
    "late-report": ("报告晚于通常延迟", "Reported later than the usual delay"),
    "unreadable-value": ("列值无法解读，已存入 ext", "A column's value could not be read; kept in ext"),
    "upload-broken-off": ("上传中断，此前已处理的行有效", "The upload broke off; the lines decided until then stand"),
    "sequence-gap": ("上一份序号为 {0}，本份为 {1}，中间有缺", "The last file was number {0}, this is {1}: some lack"),
    "sequence-seen": (
        "上一份序号为 {0}，本份 {1} 已过",
        "The last file was number {0}; number {1} comes late or again",
    ),
    "charset-converted": ("已由 {0} 转为 UTF-8", "Converted from {0} to UTF-8"),
}
CODES: Final[frozenset[str]] = frozenset(_FAULTS) | frozenset(_OBSERVATIONS)
_UNWORDED: Final = ("不符合要求", "Not as it should be")


def wording(code: str, facts: Sequence[str], language: Language) -> str:
    """Return the sentence for `code`; `facts` fill its places, and one that is not given leaves its place empty."""
    chinese, english = _FAULTS.get(code) or _OBSERVATIONS.get(code) or _UNWORDED
    sentence = chinese if language == "zh" else english
    return sentence.format(*facts, *("" for _ in range(sentence.count("{")))).rstrip(" :：，,")
