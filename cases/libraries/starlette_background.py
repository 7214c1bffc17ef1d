"""A background task of Starlette waits for an event that is known only weakly.

FastAPI's BackgroundTasks are the same. uvicorn serves: the background task runs in the
task of the request, after its answer, and uvicorn holds that in a set.

id: l06
awaits: an event, in a server's handler
library: starlette, uvicorn
lost: none
guards: bare
source: own
"""
import asyncio
import weakref

import uvicorn
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.responses import PlainTextResponse
from starlette.routing import Route

events = weakref.WeakSet()


async def main(trial):
    async def work():
        trial.watch(asyncio.current_task())
        event = asyncio.Event()
        events.add(event)
        await event.wait()

    async def handler(request):
        return PlainTextResponse('done', background=BackgroundTask(work))

    app = Starlette(routes=[Route('/', handler)])
    loop = asyncio.get_event_loop()
    config = uvicorn.Config(app, port=0, log_config=None, lifespan='off')
    config.load()
    state = uvicorn.server.ServerState()
    server = await loop.create_server(lambda: config.http_protocol_class(
        config=config, server_state=state, app_state={}), '127.0.0.1', 0)
    for _ in range(trial.jobs):
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b'GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n')
    await trial.wait()
    for event in list(events):
        event.set()
