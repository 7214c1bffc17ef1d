"""The transport of a running process is closed: it is killed, its pipes are closed, its end is told.

id: f78
awaits: a subprocess
job: none
calls: all
killed: all
closing: all
readers_left: none
open_left: none
needs: >=3.7
guards: bare
source: docs SubprocessTransport.close
"""
import asyncio
import os

calls = []


class Protocol(asyncio.SubprocessProtocol):
    def connection_made(self, transport):
        calls.append("made")

    def pipe_data_received(self, number, data):
        calls.append((number, data))

    def pipe_connection_lost(self, number, error):
        calls.append(number)

    def process_exited(self):
        calls.append("exited")

    def connection_lost(self, error):
        calls.append("lost")


async def main(trial):
    loop = asyncio.get_event_loop()
    await (await asyncio.create_subprocess_exec("true")).wait()
    await asyncio.sleep(0.1)
    watched, opened = len(loop._selector.get_map()), len(os.listdir("/proc/self/fd"))
    transport, _ = await loop.subprocess_exec(Protocol, "sh", "-c", "echo a; echo b >&2; exec sleep 1000")
    for _ in range(500):
        await asyncio.sleep(0.01)
        if len(calls) >= 3:
            break
    was_closing = transport.is_closing()
    transport.close()
    transport.close()
    trial.note("closing", transport.is_closing() and not was_closing)
    await asyncio.sleep(0.5)
    trial.note("calls", calls[0] == "made" and set(calls[1:3]) == {(1, b"a\n"), (2, b"b\n")} and
               set(calls[3:-1]) == {0, 1, 2, "exited"} and calls[-1] == "lost" and len(calls) == 8)
    trial.note("killed", transport.get_returncode() == -9)
    trial.note("readers_left", len(loop._selector.get_map()) - watched)
    trial.note("open_left", len(os.listdir("/proc/self/fd")) - opened)
