"""HTTP/1.1 as our server speaks it: an offer of HTTP/2 in clear text is passed over, and the request is served."""

import re
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# java.net.http.HttpClient offers h2c with every first request to an http:// address.
_OFFER: Final = re.compile(rb"(\r\n)upgrade(:[ \t]*h2c[ \t]*\r\n)", re.IGNORECASE)


class Http(HttpToolsProtocol):
    """uvicorn's protocol, deaf to `Upgrade: h2c`.

    A server may ignore an offer to upgrade (RFC 9110, 7.8), but must then read the request on. The parser takes what
    follows the head for the new protocol instead, so the body would be lost and the report refused as empty.
    """

    def data_received(self, data: bytes) -> None:
        """Take bytes from the connection; the offer loses its name, and keeps its length."""
        super().data_received(_OFFER.sub(rb"\1ignored\2", data) if b"h2c" in data else data)
