"""A client reads from a connection, and closes it whatever happens.

Cancelled at any step, of connecting too, it leaves neither a socket nor a watched one.

id: g11
awaits: a stream
lost: >=3.8
cancel.stalled: none
cancel.left_readers: none
cancel.left_files: none
source: gh-131728, own
"""
import asyncio

writers = []


async def answer(reader, writer):
    writers.append(writer)
    try:
        await reader.read()
    except ConnectionError:
        pass  # of a client that was cancelled
    writer.close()


async def job(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        await reader.readline()
    finally:
        writer.close()


async def main(trial):
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    for _ in range(trial.jobs):
        trial.spawn(job(port))
    await trial.wait()
    for writer in writers:
        writer.write(b"answer\n")
    await trial.drain()
    server.close()
    await asyncio.sleep(1)
