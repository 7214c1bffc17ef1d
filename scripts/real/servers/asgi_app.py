"""Starts jobs in a bare ASGI application."""
import jobs


async def app(scope, receive, send):
    if scope['type'] != 'http':
        return
    jobs.start(scope['path'].rpartition('/')[2])
    await send({'type': 'http.response.start', 'status': 200, 'headers': [(b'content-length', b'2')]})
    await send({'type': 'http.response.body', 'body': b'ok'})
