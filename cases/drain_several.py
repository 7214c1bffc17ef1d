"""Several jobs wait in drain() of one writer: all go on when the peer has read, or is gone.

Before 3.10.7 only one may wait.

id: f46
awaits: a stream
job: none
all_go_on: >=3.10.7
all_told: >=3.10.7
guards: bare
source: gh-74116 (bpo-29930)
"""
import asyncio
import socket


async def outcomes(reader, writer, theirs, ends):
    writer.write(bytes(1 << 22))
    tasks = [asyncio.ensure_future(writer.drain()) for _ in range(4)]
    await asyncio.sleep(0.01)
    tasks.pop().cancel()
    await asyncio.sleep(0.01)
    await ends(theirs)
    await asyncio.wait(tasks, timeout=5)
    done = [task.done() and task.exception() for task in tasks]
    for task in tasks:
        task.cancel()
    await asyncio.sleep(0.01)
    return done


async def reads(theirs):
    loop = asyncio.get_event_loop()
    total = 0
    while total < 1 << 22:
        total += len(await asyncio.wait_for(loop.sock_recv(theirs, 1 << 20), 5))


async def goes(theirs):
    theirs.close()


async def connected(ends):
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    reader, writer = await asyncio.open_connection(sock=ours)
    done = await outcomes(reader, writer, theirs, ends)
    writer.transport.abort()
    await asyncio.sleep(0.01)
    return done


async def main(trial):
    trial.note("all_go_on", all(error is None for error in await connected(reads)))
    trial.note("all_told", all(isinstance(error, ConnectionError) for error in await connected(goes)))
