"""What the calls about models refuse, and what to do about each."""

from exchange.errors import Conflict, Forbidden, NotFound


class ModelNotFound(NotFound):
    """There is no such model, or not in this version, or no such rule in it.

    没有该监督模型、该版本或者该版本中的该规则。

    The models and their versions stand under /v1/models.
    监督模型及其版本见 /v1/models。
    """


class ModelVersionReused(Conflict):
    """This version of the model was published with other content.

    该监督模型的这一版本已以其他内容发布。

    What changed is a new version; a published version never changes.
    内容变化应发布新版本；已发布的版本不再变化。
    """


class NotForAllOffices(Forbidden):
    """A model works for every procuratorate of this exchange; the caller does not speak for all of them.

    监督模型对本系统内全部检察院生效，调用方无权代表全部检察院作出决定。

    The procuratorate above all others decides, or the operator, with the scope supervision:write.
    请由上级检察院（其余检察院均为其下级）或者运营方以 supervision:write 权限作出决定。
    """


class ModelRetired(Conflict):
    """The version is retired and nothing is known of what it would find now.

    该版本已停用，现无其筛查结果，不能直接启用。

    Let it run in shadow first, look at what it finds, and then promote it.
    请先将其转为影子运行，查看结果后再启用。
    """
