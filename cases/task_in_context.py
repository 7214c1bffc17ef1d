"""A task runs in the context it was given, or in a copy of the one that made it.

id: g39
awaits: nothing more
lost: none
own_copy: all
given: all
callbacks: all
needs: >=3.11, ->=3.14+pytask
guards: bare
source: docs asyncio.create_task
"""
import asyncio
import contextvars

request = contextvars.ContextVar("request", default="none")
seen, told = [], []


async def job(name):
    seen.append(request.get())
    request.set(name)
    await asyncio.sleep(0.01)
    seen.append(request.get())


async def main(trial):
    request.set("main")
    copied = asyncio.create_task(job("copied"))
    await asyncio.sleep(1)
    trial.note("own_copy", copied.done() and seen == ["main", "copied"] and request.get() == "main")
    del seen[:]
    context = contextvars.copy_context()
    context.run(request.set, "before")
    given = asyncio.create_task(job("given"), context=context)
    given.add_done_callback(lambda _: told.append(request.get()), context=context)
    given.add_done_callback(lambda _: told.append(request.get()))
    await asyncio.sleep(1)
    trial.note("given", seen == ["before", "given"] and context[request] == "given")
    trial.note("callbacks", told == ["given", "main"])
