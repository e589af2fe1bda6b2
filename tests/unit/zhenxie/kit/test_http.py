import socket

import httpx2

from zhenxie.kit import http, tracing


async def test_a_client_passes_the_present_trace_on_and_follows_no_redirect() -> None:
    trace = tracing.begin()
    asked = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(302, headers={"Location": "http://elsewhere.example/"})

    async with http.new_async_client(base_url="http://exchange", transport=httpx2.MockTransport(answer)) as client:
        answered = await client.get("/v1/changes")

    assert answered.status_code == 302
    assert [request.headers["traceparent"] for request in asked] == [trace.traceparent]


async def test_a_service_that_nobody_serves_is_not_ready() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

        assert await http.is_ready(f"http://127.0.0.1:{port}/readyz") is False


async def test_figures_are_read_from_what_a_service_shows() -> None:
    text = '# TYPE screening_outbox_unsent gauge\nscreening_outbox_unsent 3\n\nrequests{route="/v1"} 7\nage 0.5\n'
    line = httpx2.MockTransport(lambda _: httpx2.Response(200, text=text))

    figures = await http.metrics("http://screening.test/metrics", transport=line)

    assert figures == {"screening_outbox_unsent": 3.0, "age": 0.5}
