"""A server starts its application in a forgotten task, whose `finally` says "started".

The server waits for an event that the task sets when the application is up, and also in
its finally. When the task is lost in the middle of the start, the finally runs, and the
server goes on as if the application had started.

id: d44
awaits: a stream
lost: >=3.8
falsely_started: >=3.8, -pypy
guards: bare, local, callback-only, loop-strong
source: Kludex/uvicorn#972
"""
import asyncio
import socket

database = socket.socket()
up = []


async def job(answered):
    try:
        reader, writer = await asyncio.open_connection(*database.getsockname())
        writer.write(b"hello\n")
        assert await reader.readline() == b"welcome\n"
        up.append(1)
        writer.close()
    finally:
        answered.set()


async def answer(reader, writer):
    await reader.readline()
    writer.write(b"welcome\n")
    writer.close()


async def main(trial):
    database.bind(("127.0.0.1", 0))
    database.listen(1000)
    answered = [asyncio.Event() for _ in range(trial.jobs)]
    for number in range(trial.jobs):
        trial.spawn(job(answered[number]))
    await asyncio.sleep(0.05)
    await trial.wait()
    trial.note("falsely_started", sum(event.is_set() for event in answered) - len(up))
    await asyncio.start_server(answer, sock=database)
    await trial.drain()
