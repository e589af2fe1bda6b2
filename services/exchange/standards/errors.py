"""What the calls about evidence standards refuse, and what to do about each."""

from exchange.errors import Conflict, Forbidden, Malformed, NotFound


class SheetNotFound(NotFound):
    """There is no sheet for this charge, or this pair of charges.

    没有此罪名（或此组罪名）的证据标准。

    Search with GET /v1/evidence-standards?charge=…
    请以 GET /v1/evidence-standards?charge=… 检索。
    """


class SheetsAreTheOffices(Forbidden):
    """Only a procuratorate puts down what organs agreed on.

    证据标准由检察院汇总录入。

    Agree on it in a joint study, and let the office put it down.
    请在研判中商定，由侦协办录入。
    """


class SheetAgreedByNobody(Conflict):
    """No police agreed on it, or an organ that is said to have agreed is not registered, or is a platform.

    商定机关中没有公安机关，或所填机关未登记，或为平台。

    Both sides agree on a sheet: name the police too. Read the directory with GET /v1/agencies.
    证据标准由侦检双方商定，请填写公安机关；请以 GET /v1/agencies 查阅机关名录。
    """


class SinceNotLater(Conflict):
    """The sheet would hold from a day that is not after the version before it.

    适用日不晚于上一版。

    State a later day; earlier versions are kept as they were.
    请填写更晚的日期；以前各版保持不变。
    """


class StudyNotFound(NotFound):
    """Your office takes part in no joint study by this id.

    本机关没有此项研判记录。

    State the id of a record of the kind joint_study, or none.
    请填写 joint_study（研判）类协作记录的编号，或不填。
    """


class SinceTooFarAhead(Malformed):
    """The sheet would hold from a day that is more than a year ahead.

    适用日在一年以后。

    Check the year: a version holds from a day after the one before, so that this one would bar every other until then.
    请核对年份：后一版的适用日须晚于前一版，此版将使其他各版在此之前均无法录入。
    """
