"""Starts jobs in aiohttp's handlers. As a program: serves at the port that it is given."""
import sys

from aiohttp import web

import jobs


async def start(request):
    jobs.start(request.match_info['name'])
    return web.Response(text='started')


def make_app():
    app = web.Application()
    app.router.add_get('/start/{name}', start)
    return app


if __name__ == '__main__':
    web.run_app(make_app(), host='127.0.0.1', port=int(sys.argv[1]), print=None)
else:
    app = make_app()
