"""A subclass of the loop with a _run_once() of its own, that polls with a lock.

id: steps4
lost: all
"""
import asyncio
import heapq
import threading

import _waiting


class Loop(asyncio.SelectorEventLoop):
    def _run_once(self):
        if not self._ready and self._scheduled:
            threading.Event().wait(max(0, self._scheduled[0]._when - self.time()))
        while self._scheduled and self._scheduled[0]._when <= self.time():
            self._ready.append(heapq.heappop(self._scheduled))
        for _ in range(len(self._ready)):
            handle = self._ready.popleft()
            if not handle._cancelled:
                handle._run()


def program(trial):
    loop = Loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(_waiting.work(trial))
