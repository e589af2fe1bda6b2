from zhenxie.local.server import Server, for_driver


def test_a_url_quotes_what_would_break_it() -> None:
    server = Server(host="127.0.0.1", port=5433, superuser="postgres", password="p@ss/word:%")

    url = server.superuser_url("exchange")

    assert url == "postgresql+asyncpg://postgres:p%40ss%2Fword%3A%25@127.0.0.1:5433/exchange"
    assert Server.from_url(url) == server
    assert for_driver(url).startswith("postgresql://")


def test_a_server_does_not_show_its_password() -> None:
    assert "secret" not in repr(Server(host="127.0.0.1", port=1, superuser="postgres", password="secret"))
