"""A server is closed: it takes no client any more, and its clients stay; serve_forever() ends.

From 3.12.1 on wait_closed() waits for the clients; from 3.13 on they can be closed, or aborted,
too. serve_forever() waits for them on 3.12 and in 3.13.5, and closes them in 3.13.18.

id: f63
awaits: a server
job: none
served_early: none
serving: all
serving_left: none
refused: all
client_stays: all
waits_for_client: >=3.12.1
waited: all
clients_closed: >=3.13
forever_serves: all
second_refused: all
forever_ends: <3.12, 3.13.18..3.13, >=3.14
needs: >=3.7
guards: bare
source: gh-79033, gh-109538, gh-123720, docs asyncio.Server.close_clients
"""
import asyncio
import socket

writers = []


def serve(reader, writer):
    writers.append(writer)


async def served():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    client = await asyncio.open_connection(*server.sockets[0].getsockname())
    await asyncio.sleep(0.01)
    return server, client


async def ends(waiting):
    task = asyncio.ensure_future(waiting)
    done, _ = await asyncio.wait([task], timeout=5)
    task.cancel()
    return len(done)


async def closes(trial):
    server, client = await served()
    address = server.sockets[0].getsockname()
    trial.note("serving", server.is_serving())
    server.close()
    trial.note("serving_left", server.is_serving() or len(server.sockets or []))
    try:
        await asyncio.open_connection(*address)
    except ConnectionError:
        trial.note("refused", 1)
    writers[-1].write(b"x")
    trial.note("client_stays", await ends(client[0].readexactly(1)))
    waiting = [asyncio.ensure_future(server.wait_closed()) for _ in range(2)]
    await asyncio.wait(waiting, timeout=5)
    trial.note("waits_for_client", not any(each.done() for each in waiting))
    writers[-1].close()
    client[1].close()
    await asyncio.wait(waiting, timeout=5)
    trial.note("waited", all(each.done() for each in waiting))
    for each in waiting:
        each.cancel()


async def client_told(way):
    server, client = await served()
    if hasattr(server, way):
        getattr(server, way)()
    told = await ends(client[0].read())
    server.close()
    writers[-1].close()
    client[1].close()
    await asyncio.sleep(0.01)
    return told


async def forever(trial):
    server = await asyncio.start_server(serve, "127.0.0.1", 0, start_serving=False)
    with socket.socket() as early:
        trial.note("served_early", early.connect_ex(server.sockets[0].getsockname()) == 0)
    serving = asyncio.ensure_future(server.serve_forever())
    await asyncio.sleep(0.01)
    second = asyncio.ensure_future(server.serve_forever())
    await asyncio.wait([second], timeout=5)
    trial.note("second_refused", second.done() and isinstance(second.exception(), RuntimeError))
    second.cancel()
    client = await asyncio.open_connection(*server.sockets[0].getsockname())
    await asyncio.sleep(0.01)
    trial.note("forever_serves", not serving.done())
    server.close()
    await asyncio.wait([serving], timeout=5)
    trial.note("forever_ends", serving.cancelled())
    serving.cancel()
    writers[-1].close()
    client[1].close()
    await asyncio.sleep(0.01)


async def main(trial):
    await closes(trial)
    trial.note("clients_closed", all([await client_told(way) for way in ("close_clients", "abort_clients")]))
    await forever(trial)
