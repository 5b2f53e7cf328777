"""What a connection to DynamoDB may leave out of what botocore does for every service."""

from typing import Any

from botocore import hooks
from botocore.parsers import JSONParser, ResponseParser, ResponseParserFactory
from pynamodb.connection import Connection

# Former names of services in the names of events, four hundred of them, compared with each of a hundred handlers when a
# session begins. Nothing here uses them.
hooks.EVENT_ALIASES.clear()


class _Parser(JSONParser):
    """Takes answers as they came. botocore would walk through every attribute with its model in hand, and end with the
    same values: DynamoDB's answers hold no times, and our items no binary attributes."""

    def _handle_json_body(self, raw_body: bytes, shape: Any) -> Any:
        return self._parse_body_as_json(raw_body)  # type: ignore[attr-defined]  # the stubs leave it out


class _Parsers(ResponseParserFactory):
    def create_parser(self, protocol_name: str) -> ResponseParser:
        return _Parser() if protocol_name == "json" else super().create_parser(protocol_name)


def tune(connection: Connection) -> Connection:
    """To be called before the connection's first use: its client is made with what its session holds then."""
    if connection._client is None:
        connection.session.register_component("response_parser_factory", _Parsers())
    return connection
