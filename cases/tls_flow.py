"""Much goes over TLS both ways: who does not read holds the writer back, and then all arrives.

id: f82
awaits: a stream
job: none
paused: all
resumed: all
held_back: all
arrived: all
closed: >=3.11
timers_left: none
needs: >=3.7
guards: bare
source: docs asyncio.Transport, gh-88177 (bpo-44011)
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
SIZE = 1 << 20


class Protocol(asyncio.Protocol):
    def __init__(self):
        self.calls, self.size = [], 0

    def connection_made(self, transport):
        self.transport = transport
        self.calls.append("made")

    def data_received(self, data):
        self.size += len(data)

    def pause_writing(self):
        self.calls.append("pause")

    def resume_writing(self):
        self.calls.append("resume")

    def eof_received(self):
        self.calls.append("end")

    def connection_lost(self, error):
        self.calls.append(error)


async def until(reached):
    for _ in range(2000):
        if reached():
            return True
        await asyncio.sleep(0.01)
    return False


async def main(trial):
    loop = asyncio.get_event_loop()
    ours, theirs = socket.socketpair()
    made = await asyncio.gather(
        loop.create_connection(Protocol, sock=ours, ssl=trusting, server_hostname="localhost"),
        loop.connect_accepted_socket(Protocol, theirs, ssl=serving))
    peers = [client, served] = [protocol for _, protocol in made]
    del made
    for each in peers:
        each.transport.pause_reading()
    for each in peers:
        each.transport.write(bytes(SIZE))
        each.transport.writelines([bytes(SIZE // 4)] * 4)
    await asyncio.sleep(0.1)
    trial.note("paused", all(each.calls == ["made", "pause"] for each in peers))
    trial.note("held_back", all(each.size == 0 for each in peers))
    for each in peers:
        each.transport.resume_reading()
    trial.note("arrived", await until(lambda: all(each.size == 2 * SIZE for each in peers)))
    trial.note("resumed", all(each.calls == ["made", "pause", "resume"] for each in peers))
    client.transport.close()
    trial.note("closed", await until(lambda: all(None in each.calls for each in peers)) and
               served.calls[3:] == ["end", None] and client.calls[-1] is None)
    await asyncio.sleep(0.1)
    trial.note("timers_left", sum(not timer.cancelled() for timer in loop._scheduled))
