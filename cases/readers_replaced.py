"""A second callback for a descriptor takes the place of the first; a removed one is not called.

id: f69
awaits: a socket or a signal
job: none
first_called: none
second_called: all
removed: all
called_later: none
refused: all
guards: bare
source: docs loop.add_reader
"""
import asyncio
import socket

called = []


async def turns():
    for _ in range(5):
        await asyncio.sleep(0)


async def both(loop, ours, name):
    add, remove = getattr(loop, "add_" + name), getattr(loop, "remove_" + name)
    add(ours, called.append, "first " + name)
    add(ours, called.append, "second " + name)
    await turns()
    removed = remove(ours), remove(ours)
    count = len(called)
    await turns()
    return removed == (True, False), len(called) - count


async def together(loop, ours):
    """Removing one leaves the other."""
    loop.add_reader(ours, called.append, "reader")
    loop.add_writer(ours, called.append, "writer")
    loop.remove_writer(ours)
    await turns()
    loop.add_writer(ours, called.append, "writer later")
    loop.remove_reader(ours)
    await turns()
    loop.remove_writer(ours)
    return "reader" in called and "writer" not in called and "writer later" in called


async def refuses(loop, ours):
    transport, _ = await loop.create_connection(asyncio.Protocol, sock=ours)
    fileno = transport.get_extra_info("socket").fileno()
    refused = 0
    for call in loop.add_reader, loop.add_writer:
        try:
            call(fileno, called.append, "refused")
        except RuntimeError:
            refused += 1
    transport.close()
    await turns()
    return refused == 2


async def main(trial):
    loop = asyncio.get_event_loop()
    ours, theirs = socket.socketpair()
    theirs.send(b"data")
    results = [await both(loop, ours, name) for name in ("reader", "writer")]
    trial.note("first_called", sum(each.startswith("first") for each in called))
    trial.note("second_called", {"second reader", "second writer"} <= set(called))
    trial.note("removed", all(removed for removed, _ in results) and await together(loop, ours))
    trial.note("called_later", sum(later for _, later in results))
    trial.note("refused", await refuses(loop, ours))
    theirs.close()
