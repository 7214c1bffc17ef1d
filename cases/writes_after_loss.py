"""A connection is gone and the program writes on: nothing is raised, and after some writes the log warns.

So by write(), writelines() and sendto(), and to a pipe. Before gh-136234 writelines() of 3.12 and 3.13
kept what it was given, and said nothing.

id: f124
awaits: a socket or a signal
job: none
raised: none
warned_early: none
write_warned: all
writelines_warned: <3.12, 3.13.18..3.13, >=3.14
sendto_warned: all
pipe_warned: all
guards: bare
source: gh-136234, docs asyncio.WriteTransport, own
"""
import asyncio
import os
import socket


def warnings_of(trial):
    return sum("raised exception" in message for message in trial.messages)


async def warned(trial, transport, write):
    transport.abort()
    await asyncio.sleep(0.01)
    before, raised = warnings_of(trial), 0
    for number in range(10):
        if number == 4:
            trial.note("warned_early", warnings_of(trial) - before)
        try:
            write(transport)
        except Exception:
            raised += 1
    trial.note("raised", raised)
    return warnings_of(trial) - before


async def stream(loop, others):
    ours, theirs = socket.socketpair()
    others.append(theirs)
    return (await loop.create_connection(asyncio.Protocol, sock=ours))[0]


async def endpoint(loop, others):
    theirs = socket.socket(type=socket.SOCK_DGRAM)
    theirs.bind(("127.0.0.1", 0))
    others.append(theirs)
    return (await loop.create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=theirs.getsockname()))[0]


async def pipe(loop, others):
    read_end, write_end = os.pipe()
    others.append(os.fdopen(read_end, "rb", 0))
    return (await loop.connect_write_pipe(asyncio.BaseProtocol, os.fdopen(write_end, "wb", 0)))[0]


async def main(trial):
    loop, others = asyncio.get_event_loop(), []
    for name, connect, write in (
            ("write", stream, lambda transport: transport.write(b"data")),
            ("writelines", stream, lambda transport: transport.writelines([b"data"])),
            ("sendto", endpoint, lambda transport: transport.sendto(b"data")),
            ("pipe", pipe, lambda transport: transport.write(b"data"))):
        trial.note(name + "_warned", await warned(trial, await connect(loop, others), write))
    for each in others:
        each.close()
