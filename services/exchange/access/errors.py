"""Refusals of access: who is not known, what is not allowed, what contradicts the directory."""

from exchange.errors import Conflict, Forbidden, Malformed, NotFound, Refusal


class Unauthenticated(Refusal):
    """The caller is not known.

    调用方身份未经认证。

    Get an access token from POST /oauth/token and send it as "Authorization: Bearer …".
    请先通过 POST /oauth/token 获取访问令牌，并以 "Authorization: Bearer …" 发送。
    """

    status = 401


class ScopeMissing(Forbidden):
    """The client may not use this call: its token lacks the scope.

    客户端令牌缺少本接口所需的权限范围（scope）。

    Ask for the scope named in `scope` when getting the token; if it is refused, ask the operator for it.
    获取令牌时请申请 `scope` 所列权限；如被拒绝，请向运维方申请。
    """


class AgencyNotFound(NotFound):
    """There is no agency with this code.

    没有此代码的机关。

    Look for the code in GET /v1/agencies; add the agency first if it is new.
    请在 GET /v1/agencies 中核对代码；新机关请先登记。
    """


class AgencyExists(Conflict):
    """An agency with this code is already registered.

    该代码的机关已登记。

    Read it, and change it if it should differ.
    请先查询；如需变更请修改原登记。
    """


class AgenciesInCircle(Conflict):
    """The parent given stands below the agency itself.

    所指上级机关本身位于该机关之下，层级成环。

    Change the parent of the lower agency first.
    请先调整下级机关的上级。
    """


class AgencyKindUnfit(Malformed):
    """An agency of this kind cannot take this part.

    该类型的机关不能担任此角色。

    A procuratorate supervises a police agency; check which code stands in which field.
    监督关系为检察机关监督公安机关；请核对两个字段中的代码。
    """


class SupervisionNotFound(NotFound):
    """There is no such row of supervision.

    没有此监督关系记录。

    Look for its id in GET /v1/agencies/{code}/supervises.
    请在 GET /v1/agencies/{code}/supervises 中核对编号。
    """


class SupervisionEndsBeforeItBegins(Malformed):
    """The supervision would end before it begins.

    监督关系的截止日早于起始日。

    Give an end that is not before `since`; `until` is the first day on which it no longer holds.
    截止日不得早于 `since`；`until` 为不再有效的第一日。
    """


class GrantNotFound(NotFound):
    """There is no such grant in force.

    没有此项有效授权。

    Look for it in GET /v1/grants; it may have been withdrawn already.
    请在 GET /v1/grants 中核对；该授权可能已撤回。
    """


class ClientNotFound(NotFound):
    """There is no client with this id.

    没有此编号的客户端。

    Look for the id in GET /v1/clients.
    请在 GET /v1/clients 中核对编号。
    """


class ClientRevoked(Conflict):
    """The client was revoked, and that is for good.

    该客户端已被吊销，且不可恢复。

    Create a new client for the agency.
    请为该机关新建客户端。
    """


class ClientUsesKeys(Conflict):
    """The client authenticates with its own key and has no secret.

    该客户端以自有密钥认证，没有密码。

    Create a second client with the new keys, change over, then revoke this one.
    请以新密钥另建客户端，切换后吊销本客户端。
    """


class KeysUnfit(Malformed):
    """The keys are not public keys that can verify an assertion.

    所提供的密钥不是可用于验证断言的公钥。

    Send a JWK set of public EC (P-256), RSA (2048 bits or more) or Ed25519 keys, without private parts.
    请提供不含私钥部分的 JWK 集合：EC（P-256）、RSA（2048 位及以上）或 Ed25519 公钥。
    """


class BasicNeedsSecret(Malformed):
    """HTTP Basic was allowed for a client that has no secret.

    为没有密码的客户端开启了 HTTP Basic。

    Leave out either `jwks` or `basic_allowed`.
    `jwks` 与 `basic_allowed` 只能选其一。
    """
