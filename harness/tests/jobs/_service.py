"""A service as people have one: its handler starts a mail that nobody keeps."""
import asyncio
import functools
import types
import weakref

events = weakref.WeakSet()


async def wait():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


def wake():
    for event in list(events):
        event.set()


def wrapped(function):
    @functools.wraps(function)
    async def wrapper(*args):
        return await function(*args)
    return wrapper


def renamed(function):
    async def wrapper(*args):
        return await function(*args)
    return wrapper


class Mailer:
    async def send(self, order):
        await wait()

    @wrapped
    async def send_wrapped(self, order):
        await wait()

    @renamed
    async def send_renamed(self, order):
        await wait()

    @types.coroutine
    def send_generator(self, order):
        yield from wait().__await__()


class Awaitable:
    """As Cython's coroutines are: no code, no name of its own."""

    def __init__(self):
        self.inner = wait()

    def send(self, value):
        return self.inner.send(value)

    def throw(self, *error):
        return self.inner.throw(*error)

    def close(self):
        self.inner.close()

    def __await__(self):
        return self.inner.__await__()


async def generator():
    await wait()
    yield 1


mailer = Mailer()


async def handle(order):
    asyncio.ensure_future(mailer.send(order))
