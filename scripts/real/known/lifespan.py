"""uvicorn before 0.14 (pull request 972): the lifespan task, while the application's startup waits."""
import asyncio

import late
import uvicorn


async def app(scope, receive, send):
    if scope['type'] == 'lifespan':
        await receive()
        await late.ask()
        await send({'type': 'lifespan.startup.complete'})
        await receive()
        await send({'type': 'lifespan.shutdown.complete'})


async def main():
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan='on', log_level='error', loop='asyncio'))
    serving = asyncio.ensure_future(server.serve())
    await asyncio.sleep(3)
    if not server.started:  # its startup was lost: it would wait for ever
        serving.cancel()
    server.should_exit = True
    await asyncio.wait([serving])

asyncio.run(main())
