"""A server is made first and started later: then it takes clients. One that is closed does not start again.

id: f126
awaits: a server
job: none
served_early: none
served: all
turn_passed: all
closed_refuses: all
needs: >=3.7
guards: bare
source: docs asyncio.Server.start_serving
"""
import asyncio
import socket


def accepts(server):
    with socket.socket() as client:
        return client.connect_ex(server.sockets[0].getsockname()) == 0


async def refuses(serving):
    try:
        await asyncio.wait_for(serving, 5)
    except RuntimeError:
        return True
    except asyncio.TimeoutError:
        pass
    return False


async def main(trial):
    loop, passed = asyncio.get_event_loop(), []
    server = await loop.create_server(asyncio.Protocol, "127.0.0.1", 0, start_serving=False)
    trial.note("served_early", accepts(server))
    loop.call_soon(passed.append, 1)
    await server.start_serving()
    trial.note("turn_passed", len(passed))
    trial.note("served", accepts(server))
    await asyncio.sleep(0.01)
    server.close()
    trial.note("closed_refuses", await refuses(server.serve_forever()))
