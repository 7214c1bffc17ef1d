"""Strong readers: StreamReaderProtocol holds its StreamReader until the connection is lost."""
import asyncio

Protocol = asyncio.StreamReaderProtocol
original_init, original_lost = Protocol.__init__, Protocol.connection_lost


def __init__(self, stream_reader, *arguments, **options):
    original_init(self, stream_reader, *arguments, **options)
    self._kept_reader = stream_reader


def connection_lost(self, exc):
    original_lost(self, exc)
    self._kept_reader = None


Protocol.__init__, Protocol.connection_lost = __init__, connection_lost


def loop():
    return asyncio.SelectorEventLoop()
