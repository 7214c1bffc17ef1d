"""A protocol's pause_writing() and resume_writing() raise: the exception handler is told of each.

id: f40
awaits: a socket or a signal
job: none
reported: all
reported_resume: all
guards: bare
source: own
"""
import asyncio
import socket


class Protocol(asyncio.Protocol):
    def pause_writing(self):
        raise ValueError("pause")

    def resume_writing(self):
        raise ValueError("resume")


async def main(trial):
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    loop = asyncio.get_event_loop()
    transport, _ = await loop.create_connection(Protocol, sock=ours)
    transport.write(bytes(1 << 22))
    trial.note("reported", sum("pause_writing" in message for message in trial.messages))
    for _ in range(1000):
        try:
            theirs.recv(1 << 20)
        except BlockingIOError:
            pass
        await asyncio.sleep(0)
        if transport.get_write_buffer_size() == 0:
            break
    trial.note("reported_resume", sum("resume_writing" in message for message in trial.messages))
    transport.abort()
    theirs.close()
    await asyncio.sleep(0.01)
