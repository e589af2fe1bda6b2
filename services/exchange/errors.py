"""Refusal and its kin: every anticipated error is a class whose docstring is its message in both languages."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Final, Literal

from zhenxie.wire.problems import Fault
from zhenxie.wire.wording import wording

Language = Literal["zh", "en"]
_RANGE: Final = re.compile(r"\s*([A-Za-z*]{1,8})(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*")


def language_of(accept_language: str | None) -> Language:
    """Return the language of the answer (RFC 9110, 12.5.4): Chinese unless English is preferred."""
    best: tuple[float, Language] = (0.0, "zh")
    for part in (accept_language or "").split(","):
        found = _RANGE.fullmatch(part)
        if found is None:
            continue
        weight = float(found[2] or 1)
        language: Language = "en" if found[1].lower() == "en" else "zh"
        if found[1].lower() in {"en", "zh"} and weight > best[0]:
            best = (weight, language)
    return best[1]


@dataclass(frozen=True)
class Words:
    """What a refusal says in one language: a title, and what to do about it."""

    title: str
    remedy: str


class Refusal(Exception):
    """The request was refused.

    请求被拒绝。

    See the errors for what to change.
    请按 errors 所列修改。
    """

    status: ClassVar[int] = 400
    headers: Mapping[str, str]

    def __init__(
        self, *, faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None, **members: Any
    ) -> None:
        super().__init__(self.slug())
        self.faults = tuple(faults)
        self.headers = dict(headers or {})
        self.members = members

    @classmethod
    def slug(cls) -> str:
        """Return the last step of the problem's address: the class name in kebab case."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    @classmethod
    @cache
    def words(cls, language: Language) -> Words:
        """Return title and remedy: docstring paragraphs are title (en), title (zh), then one remedy line each."""
        paragraphs = [part.strip() for part in (cls.__doc__ or "").split("\n\n")]
        english, chinese, remedies = paragraphs[0], paragraphs[1], [one.strip() for one in paragraphs[2].splitlines()]
        return Words(chinese, remedies[1]) if language == "zh" else Words(english, remedies[0])

    @classmethod
    def named(cls, slug: str) -> "type[Refusal]":
        """Return the kind of refusal whose problem has this slug; the root where a later version dropped it."""
        return next((kind for kind in cls.kinds() if kind.slug() == slug), Refusal)

    @classmethod
    def kinds(cls) -> "Iterator[type[Refusal]]":
        """Return every kind of refusal that has been imported, this one first."""
        yield cls
        for kind in cls.__subclasses__():
            yield from kind.kinds()

    def body(self, *, language: Language, instance: str | None = None) -> dict[str, Any]:
        """Return the problem (RFC 9457) as JSON values."""
        words = self.words(language)
        problem: dict[str, Any] = {
            "type": f"/problems/{self.slug()}",
            "title": words.title,
            "status": self.status,
            "detail": words.remedy,
        }
        if instance is not None:
            problem["instance"] = instance
        if self.faults:
            problem["errors"] = [
                {"pointer": fault.pointer, "code": fault.code, "message": wording(fault.code, fault.facts, language)}
                for fault in self.faults
            ]
        return problem | self.members


class Malformed(Refusal):
    """The request is malformed.

    请求格式错误。

    Mend the fields named in errors and send again.
    请修改 errors 所列字段后重新发送。
    """

    status = 422


class NotFound(Refusal):
    """Nothing by this name exists for the caller.

    对调用方而言不存在此对象。

    Check the name; what your agency has no grant for does not exist for it.
    请核对名称；贵机关未获授权的对象视为不存在。
    """

    status = 404


class Conflict(Refusal):
    """The request contradicts what is already recorded.

    请求与已记录内容冲突。

    Read what is recorded and decide anew.
    请先读取已记录内容再作决定。
    """

    status = 409


class Forbidden(Refusal):
    """The caller may not do this.

    调用方无权进行此操作。

    Ask the operator for the scope, or let the competent agency report it.
    请向运维方申请权限，或由有权机关报送。
    """

    status = 403


class InvalidBody(Malformed):
    """The body does not fit what this call takes.

    请求体不符合本接口要求。

    Each entry of errors points to one field; mend all of them and send again with the same message_id.
    errors 中每一项指向一个字段；全部修改后使用同一 message_id 重新发送。
    """


class InvalidParameter(Malformed):
    """A parameter of the request is not valid.

    请求参数无效。

    Each entry of errors names one parameter; mend it and ask again.
    errors 中每一项指出一个参数；修改后重新请求。
    """


class NoSuchRoute(NotFound):
    """There is no such address.

    没有这个地址。

    The list of addresses stands in /openapi.json and /docs.
    可用地址见 /openapi.json 与 /docs。
    """


class MethodNotAllowed(Refusal):
    """This address does not answer this method.

    该地址不支持此方法。

    See /docs for the methods of this address.
    该地址支持的方法见 /docs。
    """

    status = 405


class BodyTooLarge(Refusal):
    """The body is larger than this call takes.

    请求体超过本接口上限。

    Send smaller lists, or use POST /v1/intake, which streams.
    请减少每次报送数量，或改用流式接口 POST /v1/intake。
    """

    status = 413


class TooManyRequests(Refusal):
    """The client asked more often than its limit allows.

    客户端请求过于频繁。

    Wait for the seconds in Retry-After, then go on; nothing was recorded.
    请按 Retry-After 的秒数等待后继续；本次未记录任何内容。
    """

    status = 429


class Unavailable(Refusal):
    """The exchange cannot answer just now.

    交换服务暂时无法响应。

    Send the same request again in a moment; sending again is always safe.
    请稍后原样重发；重复发送始终安全。
    """

    status = 503


class InternalError(Refusal):
    """The exchange failed; this is a fault of ours.

    交换服务内部错误，属我方故障。

    Send the same request again; if it persists, give the operator the request id.
    请原样重发；如仍失败，请将 request_id 告知运维方。
    """

    status = 500


def refusals(*kinds: type[Refusal]) -> dict[int | str, dict[str, Any]]:
    """Return the `responses=` of a route that may refuse in these ways.

    What every route may answer (401, 403, 413, 422, 429, 500, 503) is added to the description of the API by itself.
    """
    found: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        media = {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {}}
        answer = found.setdefault(kind.status, {"description": "", "content": {"application/problem+json": media}})
        titles = [answer["description"], kind.words("zh").title]
        answer["description"] = " / ".join(title for title in titles if title)
        answer["content"]["application/problem+json"]["examples"][kind.slug()] = {
            "summary": kind.words("en").title,
            "value": kind().body(language="zh"),
        }
    return found
