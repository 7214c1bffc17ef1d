"""A TLS connection is gone and the program writes on: nothing raises, and from 3.11 on the log warns.

So whoever ended it: the program by close(), whose farewell nobody answers, or the peer.

id: f112
awaits: a stream
job: none
raised: none
warned_closed: >=3.11
warned_lost: >=3.11
needs: >=3.7
guards: bare
source: gh-88177 (bpo-44011), own
"""
import asyncio
import os
import socket
import ssl

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
trusting = ssl.create_default_context(cafile=os.path.join(DATA, "localhost.crt"))
serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
serving.load_cert_chain(os.path.join(DATA, "localhost.crt"),
                        os.path.join(DATA, "localhost.key"))


async def connected(loop):
    ours, theirs = socket.socketpair()
    made = await asyncio.gather(
        loop.create_connection(asyncio.Protocol, sock=ours, ssl=trusting, server_hostname="localhost"),
        loop.connect_accepted_socket(asyncio.Protocol, theirs, ssl=serving))
    return [transport for transport, _ in made]


async def writes(trial, loop, end):
    client, served = await connected(loop)
    served.pause_reading()
    end(client, served)
    await asyncio.sleep(0.01)
    raised, before = 0, len(trial.messages)
    for _ in range(10):
        try:
            client.write(b"too late")
        except Exception:
            raised += 1
    warned = sum("SSL connection is closed" in message for message in trial.messages[before:])
    for each in client, served:
        each.abort()
    await asyncio.sleep(0.01)
    return raised, warned


async def main(trial):
    loop = asyncio.get_event_loop()
    closed = await writes(trial, loop, lambda client, served: client.close())
    lost = await writes(trial, loop, lambda client, served: served.abort())
    trial.note("raised", closed[0] + lost[0])
    trial.note("warned_closed", closed[1])
    trial.note("warned_lost", lost[1])
