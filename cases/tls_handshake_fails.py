"""A TLS handshake fails: both sides end their connection, the client is told why, nothing is left.

So where the client does not trust the server, where the peer is silent, speaks no TLS, ends or goes.

id: f81
awaits: a connection being made
job: none
untrusted_told: all
silent_told: all
no_tls_told: all
gone_told: all
end_told: all
server_closed: all
timers_left: none
readers_left: none
open_left: none
needs: >=3.7
guards: bare
source: docs loop.create_connection, own
"""
import asyncio
import os
import ssl

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
trusting = ssl.create_default_context(cafile=os.path.join(DATA, "localhost.crt"))
serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
serving.load_cert_chain(os.path.join(DATA, "localhost.crt"),
                        os.path.join(DATA, "localhost.key"))


async def outcome(address, context=trusting, timeout=5):
    task = asyncio.ensure_future(asyncio.open_connection(
        *address, ssl=context, server_hostname="localhost", ssl_handshake_timeout=timeout))
    await asyncio.wait([task], timeout=50)
    error = task.exception() if task.done() else None
    task.cancel()
    await asyncio.sleep(0.01)
    return error


async def untrusted(trial):
    made = []
    server = await asyncio.start_server(lambda *streams: made.append(streams), "127.0.0.1", 0, ssl=serving)
    error = await outcome(server.sockets[0].getsockname(), ssl.create_default_context())
    await asyncio.sleep(0.01)
    server.close()
    return isinstance(error, ssl.SSLError) and not made


async def plain(answer):
    ended = []

    async def handle(reader, writer):
        answer(writer)
        await reader.read()
        ended.append(1)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    error = await outcome(server.sockets[0].getsockname())
    await asyncio.sleep(0.01)
    server.close()
    return error, len(ended)


async def main(trial):
    loop = asyncio.get_event_loop()
    watched, opened = len(loop._selector.get_map()), len(os.listdir("/proc/self/fd"))
    trial.note("untrusted_told", await untrusted(trial))
    silent, ended_silent = await plain(lambda writer: None)
    trial.note("silent_told", isinstance(silent, ConnectionAbortedError))
    no_tls, ended_no_tls = await plain(lambda writer: writer.write(b"hello, this is no TLS\n"))
    trial.note("no_tls_told", isinstance(no_tls, ssl.SSLError))
    gone, _ = await plain(lambda writer: writer.transport.abort())
    trial.note("gone_told", isinstance(gone, ConnectionError))
    ended, _ = await plain(lambda writer: writer.write_eof())
    trial.note("end_told", isinstance(ended, ConnectionError))
    await asyncio.sleep(0.01)
    trial.note("server_closed", ended_silent and ended_no_tls)
    trial.note("timers_left", sum(not timer.cancelled() for timer in loop._scheduled))
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
    trial.note("open_left", len(os.listdir("/proc/self/fd")) - opened)
