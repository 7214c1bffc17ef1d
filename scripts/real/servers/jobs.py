"""Jobs that a request handler starts and drops. Those of LOST can be lost, those of SAFE look alike and cannot.

What they wait for comes a moment later: from a server in a thread of this process, or from a timer of the
loop that knows it only weakly.
"""
import asyncio
import socketserver
import sys
import threading
import time
import weakref

PAUSE = 0.5
kept, notified = set(), set()
weakly_known = {}


# ---- who answers late ----

class Late(socketserver.StreamRequestHandler):
    """Answers a line, an HTTP request or a Redis command after a pause."""

    def handle(self):
        while True:
            line = self.rfile.readline()
            if not line:
                return
            if line.startswith(b'*'):
                self.answer_redis(int(line[1:]))
            elif line.startswith(b'GET '):
                while self.rfile.readline() not in (b'\r\n', b''):
                    pass
                time.sleep(PAUSE)
                self.wfile.write(b'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi')
            else:
                time.sleep(PAUSE)
                self.wfile.write(b'hello\r\n')

    def answer_redis(self, count):
        words = [self.rfile.read(int(self.rfile.readline()[1:]) + 2)[:-2] for _ in range(count)]
        if words[0].upper() == b'GET':
            time.sleep(PAUSE)
            self.wfile.write(b'$2\r\nhi\r\n')
        elif words[0].upper() == b'SUBSCRIBE':
            name = b'$%d\r\n%s\r\n' % (len(words[1]), words[1])
            self.wfile.write(b'*3\r\n$9\r\nsubscribe\r\n' + name + b':1\r\n')
            time.sleep(PAUSE)
            self.wfile.write(b'*3\r\n$7\r\nmessage\r\n' + name + b'$2\r\nhi\r\n')
        else:
            self.wfile.write(b'+OK\r\n')


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True
    request_queue_size = 500

    def handle_error(self, request, client_address):
        pass


server = Server(('127.0.0.1', 0), Late)
PORT = server.server_address[1]
threading.Thread(target=server.serve_forever, daemon=True).start()


def later(thing, wake):
    """Calls wake(thing) in a moment, if it still is."""
    reference = weakref.ref(thing)

    def ring():
        there = reference()
        if there is not None:
            wake(there)

    asyncio.get_running_loop().call_later(PAUSE, ring)
    return thing


def event():
    return later(asyncio.Event(), asyncio.Event.set)


def queue():
    return later(asyncio.Queue(), lambda there: there.put_nowait(1))


# ---- can be lost ----

async def lost_reader():
    reader, writer = await asyncio.open_connection('127.0.0.1', PORT)
    writer.write(b'hello\n')
    await reader.readline()
    writer.close()


async def lost_event():
    await event().wait()


async def lost_queue():
    await queue().get()


async def lost_gather():
    await asyncio.gather(event().wait(), event().wait())


async def items(source):
    while True:
        yield await source.get()


async def lost_generator():
    async for _ in items(queue()):
        break


async def lost_condition():
    def notify(condition):
        async def wake():
            async with condition:
                condition.notify_all()
        task = asyncio.get_running_loop().create_task(wake())
        notified.add(task)
        task.add_done_callback(notified.discard)

    condition = later(asyncio.Condition(), notify)
    async with condition:
        await condition.wait()


async def lost_shield():
    await asyncio.shield(event().wait())


async def lost_unlimited():
    await asyncio.wait_for(event().wait(), None)


async def lost_redis():
    import redis.asyncio
    client = redis.asyncio.Redis(port=PORT, socket_timeout=None, protocol=2)
    await client.get('key')
    await client.aclose()


async def lost_pubsub():
    import redis.asyncio
    client = redis.asyncio.Redis(port=PORT, socket_timeout=None, protocol=2)
    subscription = client.pubsub(ignore_subscribe_messages=True)
    await subscription.subscribe('channel')
    async for _ in subscription.listen():
        break
    await subscription.aclose()
    await client.aclose()


# ---- look alike ----

async def safe_sleep():
    await asyncio.sleep(PAUSE)


async def safe_executor():
    await asyncio.get_running_loop().run_in_executor(None, time.sleep, 0.01)


async def safe_limited():
    await asyncio.wait_for(event().wait(), 30)


async def safe_timer():
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(PAUSE, future.set_result, None)
    await future


async def safe_process():
    process = await asyncio.create_subprocess_exec(sys.executable, '-S', '-c', 'pass')
    await process.wait()


async def safe_session():
    import aiohttp
    async with aiohttp.ClientSession() as session:
        async with session.get('http://127.0.0.1:%d/' % PORT) as response:
            await response.text()


async def safe_http():
    import httpx
    async with httpx.AsyncClient() as client:
        await client.get('http://127.0.0.1:%d/' % PORT)


async def safe_kept():
    await event().wait()


JOBS = {name: job for name, job in list(globals().items()) if name.startswith(('lost_', 'safe_'))}


def start(name):
    task = asyncio.get_running_loop().create_task(JOBS[name]())
    if name == 'safe_kept':
        kept.add(task)
        task.add_done_callback(kept.discard)
