"""What is refused for want of a person who may act, and what to do about each."""

from exchange.errors import Conflict, Forbidden, Malformed, NotFound


class OperatorMissing(Malformed):
    """The act does not say who took it.

    未写明经办人。

    State the service number of the person who acted in `gh`.
    请在 gh 中填写经办人工号或警号。
    """


class OperatorUnknown(Forbidden):
    """Nobody by this service number acts for the agency on this day.

    本机关当日无此工号的经办人。

    Enter the person in the agency's register (PUT /v1/staff/{gh}), or mend the number.
    请先在本机关人员名册中登记（PUT /v1/staff/{gh}），或更正工号。
    """


class RoleMissing(Forbidden):
    """The person has none of the roles that this act asks for.

    该经办人不具有此项操作所需的职责。

    Let a person with one of the roles named act, or change the register.
    请由具有所列职责之一的人员操作，或调整名册。
    """


class DutiesNotSeparate(Conflict):
    """The same person may not take both steps: they need four eyes.

    同一人不得兼办此两项步骤，须由他人办理。

    Let another person with the role take this step.
    请由另一名具有相应职责的人员办理。
    """


class PersonNotFound(NotFound):
    """The agency's register has nobody by this service number.

    本机关名册中无此工号。

    Read the register with GET /v1/staff.
    请以 GET /v1/staff 查阅名册。
    """


class RegisterOfAnother(Forbidden):
    """Only an administrator keeps the register or the roster of another agency.

    只有管理员可以维护其他机关的人员名册或值班表。

    Leave out `agency`, or use a client with the scope agencies:admin.
    请不填 agency，或使用具有 agencies:admin 权限的客户端。
    """


class OwnEntry(Forbidden):
    """Nobody changes his own entry in the register.

    任何人不得变更自己的名册登记。

    Let another head of the office or an administrator enter the change.
    请由本院其他负责人或管理员登记变更。
    """


class RoleAboveOwn(Forbidden):
    """Only a chief or an administrator gives or changes the role of chief.

    只有检察长或管理员可以授予或变更检察长职责。

    Let the chief or an administrator enter this person.
    请由检察长或管理员登记。
    """
