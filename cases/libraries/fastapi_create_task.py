"""A handler of FastAPI starts a job by create_task() and answers at once.

Unlike BackgroundTasks, nobody keeps that task. The job waits for an event that is known only
weakly, as a registry of what runs does.

id: l22
awaits: an answer of a server
library: fastapi, uvicorn
lost: all
source: own
"""
import asyncio
import weakref

import fastapi
import uvicorn

events = weakref.WeakSet()


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def main(trial):
    app = fastapi.FastAPI()

    @app.post('/')
    async def handler():
        trial.spawn(job())
        return 'accepted'

    loop = asyncio.get_event_loop()
    config = uvicorn.Config(app, port=0, log_config=None, lifespan='off')
    config.load()
    state = uvicorn.server.ServerState()
    server = await loop.create_server(lambda: config.http_protocol_class(
        config=config, server_state=state, app_state={}), '127.0.0.1', 0)
    for _ in range(trial.jobs):
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b'POST / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n')
        await reader.read()
    await trial.wait()
    for event in list(events):
        event.set()
    await trial.drain()
