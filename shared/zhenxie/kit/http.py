"""How this project makes an HTTP client: bounded waits, no redirects, the trace passed on."""

import httpx2

from zhenxie.kit import tracing

# A long poll waits up to 30 s at the server, so the wait for an answer must be longer than that.
DEFAULT_TIMEOUT = httpx2.Timeout(connect=5.0, read=40.0, write=30.0, pool=5.0)
DEFAULT_LIMITS = httpx2.Limits(max_connections=64, max_keepalive_connections=16)


def new_async_client(
    *,
    base_url: str = "",
    timeout: httpx2.Timeout = DEFAULT_TIMEOUT,
    transport: httpx2.AsyncBaseTransport | None = None,
    verify: bool = True,
) -> httpx2.AsyncClient:
    """Return a client that passes the present trace on and follows no redirect.

    Proxies of the environment are ignored: the addresses are the operator's own, and a token must
    not travel through a host that nobody named in the settings.
    """
    return httpx2.AsyncClient(
        base_url=base_url,
        timeout=timeout,
        limits=DEFAULT_LIMITS,
        transport=transport,
        verify=verify,
        follow_redirects=False,
        trust_env=False,
        event_hooks={"request": [_pass_trace_on]},
    )


async def _pass_trace_on(request: httpx2.Request) -> None:
    trace = tracing.current()
    if trace is not None:
        request.headers.setdefault("traceparent", trace.traceparent)


async def is_ready(url: str) -> bool:
    """Return whether a service answers 200 at `url`; a refused connection is a no, not an error."""
    async with new_async_client(timeout=httpx2.Timeout(2.0)) as client:
        try:
            answer = await client.get(url)
        except httpx2.TransportError:
            return False
    return answer.status_code == 200


async def metrics(url: str, *, transport: httpx2.AsyncBaseTransport | None = None) -> dict[str, float]:
    """Return the figures without labels that a service shows at `url` (Prometheus text format).

    :raises httpx2.TransportError: it could not be reached.
    """
    async with new_async_client(transport=transport) as client:
        text = (await client.get(url)).text
    lines = (line.split() for line in text.splitlines() if line and not line.startswith("#") and "{" not in line)
    return {name: float(value) for name, value in lines}
