"""A task of FastAPI's BackgroundTasks waits for an event that is known only weakly.

uvicorn serves: the background task runs in the task of the request, after its answer, and
uvicorn holds that in a set.

id: l21
awaits: an event, in a server's handler
library: fastapi, uvicorn
lost: none
guards: bare
source: https://fastapi.tiangolo.com/tutorial/background-tasks/
"""
import asyncio
import weakref

import fastapi
import uvicorn

events = weakref.WeakSet()


async def main(trial):
    async def work():
        trial.watch(asyncio.current_task())
        event = asyncio.Event()
        events.add(event)
        await event.wait()

    app = fastapi.FastAPI()

    @app.post('/')
    async def handler(background_tasks: fastapi.BackgroundTasks):
        background_tasks.add_task(work)
        return 'accepted'

    loop = asyncio.get_event_loop()
    config = uvicorn.Config(app, port=0, log_config=None, lifespan='off')
    config.load()
    state = uvicorn.server.ServerState()
    server = await loop.create_server(lambda: config.http_protocol_class(
        config=config, server_state=state, app_state={}), '127.0.0.1', 0)
    for _ in range(trial.jobs):
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b'POST / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n')
    while len(events) < trial.jobs:
        await trial.wait()
    await trial.wait()
    for event in list(events):
        event.set()
