"""write_eof() comes after much data: the peer gets all of it, then the end, and can still answer.

id: f51
awaits: a stream
job: none
arrived: all
answered: all
refused: all
guards: bare
source: docs asyncio.StreamWriter.write_eof
"""
import asyncio
import socket

SIZE = 1 << 22


async def receive(theirs):
    loop = asyncio.get_event_loop()
    total = 0
    while True:
        data = await loop.sock_recv(theirs, 1 << 20)
        total += len(data)
        if not data or total > SIZE:
            return total


def refuses(call, data):
    try:
        call(data)
    except RuntimeError:
        return True
    return False


async def send(trial, writes):
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    reader, writer = await asyncio.open_connection(sock=ours)
    writes(writer)
    writer.write_eof()
    writer.write_eof()
    refused = refuses(writer.write, b"x") and refuses(writer.writelines, [b"x"])
    task = asyncio.ensure_future(receive(theirs))
    await asyncio.wait([task], timeout=5)
    ended = task.done() and task.result() == SIZE
    task.cancel()
    await asyncio.sleep(0.01)
    theirs.send(b"answer")
    theirs.close()
    reading = asyncio.ensure_future(reader.read())
    await asyncio.wait([reading], timeout=5)
    answered = reading.done() and reading.result() == b"answer"
    reading.cancel()
    writer.close()
    await asyncio.sleep(0.01)
    return ended, answered, refused


async def main(trial):
    results = [
        await send(trial, lambda writer: writer.write(bytes(SIZE))),
        await send(trial, lambda writer: writer.writelines([bytes(SIZE // 1024)] * 1024)),
    ]
    trial.note("arrived", all(ended for ended, _, _ in results))
    trial.note("answered", all(answered for _, answered, _ in results))
    trial.note("refused", all(refused for _, _, refused in results))
