"""A request handler of an aiohttp server waits for an event that is known only weakly.

aiohttp runs it in a task of the connection, which the connection holds; the client stays.

id: l03
awaits: an event, in a server's handler
library: aiohttp
lost: none
guards: bare
source: own
"""
import asyncio
import weakref

from aiohttp import web

events = weakref.WeakSet()


async def main(trial):
    async def handler(request):
        trial.watch(asyncio.current_task())
        event = asyncio.Event()
        events.add(event)
        await event.wait()
        return web.Response(text='done')

    app = web.Application()
    app.router.add_get('/', handler)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, '127.0.0.1', 0).start()
    clients = [await asyncio.open_connection(*runner.addresses[0]) for _ in range(trial.jobs)]
    for _, writer in clients:
        writer.write(b'GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n')
    await trial.wait()
    for event in list(events):
        event.set()
    for reader, _ in clients:
        await reader.read()
    await runner.cleanup()
