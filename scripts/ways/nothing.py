"""Nothing at all, applied as the ways are: what differs here, the applying does."""
import asyncio


def loop():
    return asyncio.SelectorEventLoop()
