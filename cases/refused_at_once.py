"""A full queue takes nothing at once, an empty one gives nothing, and what nobody holds is not released.

What is refused leaves no trace: the waiting put() is served in its turn, and the lock can be had.

id: g24
awaits: a queue
job: none
full_refuses: all
in_order: all
empty_refuses: all
done_refuses: all
lock_refuses: all
lock_to_be_had: all
guards: bare
source: docs asyncio.Queue, docs asyncio.Lock
"""
import asyncio


def refuses(kind, function, *arguments):
    try:
        function(*arguments)
    except Exception as error:
        return isinstance(error, kind)
    return False


async def main(trial):
    queue = asyncio.Queue(1)
    queue.put_nowait(1)
    putting = asyncio.ensure_future(queue.put(2))
    await asyncio.sleep(0)
    trial.note("full_refuses", refuses(asyncio.QueueFull, queue.put_nowait, 3))
    taken = [queue.get_nowait()]
    await asyncio.wait([putting], timeout=5)
    taken.append(queue.get_nowait())
    trial.note("in_order", taken == [1, 2] and queue.empty())
    trial.note("empty_refuses", refuses(asyncio.QueueEmpty, queue.get_nowait))
    queue.task_done()
    queue.task_done()
    trial.note("done_refuses", refuses(ValueError, queue.task_done))
    lock = asyncio.Lock()
    trial.note("lock_refuses", refuses(RuntimeError, lock.release))
    trial.note("lock_to_be_had", await asyncio.wait_for(lock.acquire(), 5))
