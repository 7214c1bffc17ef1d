"""tornado before 6.4 (pull request 3269): a request handler, while it waits."""
import asyncio
import contextlib
import urllib.error
import urllib.request

import late
import tornado.httpserver
import tornado.netutil
import tornado.web


class Handler(tornado.web.RequestHandler):
    async def get(self):
        await late.ask()
        self.write('hello')


def fetch(port):
    with contextlib.suppress(OSError, urllib.error.URLError):
        urllib.request.urlopen('http://127.0.0.1:%d/' % port, timeout=3).read()


async def main():
    sockets = tornado.netutil.bind_sockets(0, '127.0.0.1')
    server = tornado.httpserver.HTTPServer(tornado.web.Application([('/', Handler)]))
    server.add_sockets(sockets)
    port = sockets[0].getsockname()[1]
    await asyncio.gather(*[asyncio.get_running_loop().run_in_executor(None, fetch, port) for _ in range(3)])

asyncio.run(main())
