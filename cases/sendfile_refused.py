"""While a file is sent, write() and writelines() are refused; so is a file that would need a fallback nobody wants.

A transport that cannot send files says so. What was refused leaves the connection as it was.

id: f129
awaits: a socket or a signal
job: none
write_refused: all
writelines_refused: all
arrived: all
no_file_refused: all
tls_refused: all
pipe_refused: all
needs: >=3.7
guards: bare
source: docs loop.sendfile
"""
import asyncio
import io
import os
import socket
import ssl
import tempfile

SIZE = 1 << 20
DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
trusting = ssl.create_default_context(cafile=os.path.join(DATA, "localhost.crt"))
serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
serving.load_cert_chain(os.path.join(DATA, "localhost.crt"),
                        os.path.join(DATA, "localhost.key"))


def refuses(function, *arguments):
    try:
        function(*arguments)
    except RuntimeError as error:
        return "sendfile is in progress" in str(error)
    return False


async def refused(sending, text):
    task = asyncio.ensure_future(sending)
    await asyncio.wait([task], timeout=5)
    return task.done() and isinstance(task.exception(), RuntimeError) and text in str(task.exception())


async def receive(loop, theirs, size):
    while size > 0:
        data = await loop.sock_recv(theirs, 1 << 20)
        size -= len(data) or size
    return size == 0


async def in_progress(trial, loop):
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    transport, _ = await loop.create_connection(asyncio.Protocol, sock=ours)
    with tempfile.TemporaryFile() as file:
        file.write(bytes(SIZE))
        file.flush()
        sending = asyncio.ensure_future(loop.sendfile(transport, file))
        await asyncio.sleep(0.01)
        trial.note("write_refused", refuses(transport.write, b"data"))
        trial.note("writelines_refused", refuses(transport.writelines, [b"data"]))
        arriving = asyncio.ensure_future(receive(loop, theirs, SIZE))
        await asyncio.wait([sending, arriving], timeout=5)
        trial.note("arrived", sending.done() and arriving.done())
    trial.note("no_file_refused", await refused(
        loop.sendfile(transport, io.BytesIO(b"data"), fallback=False), "not a regular file"))
    transport.abort()
    await asyncio.sleep(0.01)
    theirs.close()


async def tls(loop):
    ours, theirs = socket.socketpair()
    (transport, _), (other, _) = await asyncio.gather(
        loop.create_connection(asyncio.Protocol, sock=ours, ssl=trusting, server_hostname="localhost"),
        loop.connect_accepted_socket(asyncio.Protocol, theirs, ssl=serving))
    was_refused = await refused(loop.sendfile(transport, io.BytesIO(b"data"), fallback=False),
                                "fallback is disabled")
    for each in transport, other:
        each.abort()
    await asyncio.sleep(0.1)
    return was_refused


async def pipe(loop):
    read_end, write_end = os.pipe()
    transport, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, os.fdopen(write_end, "wb", 0))
    was_refused = await refused(loop.sendfile(transport, io.BytesIO(b"data")), "not supported for transport")
    transport.abort()
    await asyncio.sleep(0.01)
    os.close(read_end)
    return was_refused


async def main(trial):
    loop = asyncio.get_event_loop()
    await in_progress(trial, loop)
    trial.note("tls_refused", await tls(loop))
    trial.note("pipe_refused", await pipe(loop))
