"""An event loop in plain Python, without asyncio's base class: callbacks, timers, a clock of its own."""
import asyncio
import heapq


class Loop(asyncio.AbstractEventLoop):
    def __init__(self, wait):
        self.wait, self.now, self.ready, self.timers, self.number = wait, 0.0, [], [], 0
        self.stopping = self.factory = None

    def time(self):
        return self.now

    def get_debug(self):
        return False

    def set_debug(self, enabled):
        pass

    def set_task_factory(self, factory):
        self.factory = factory

    def set_exception_handler(self, handler):
        self.handler = handler

    def call_exception_handler(self, context):
        self.handler(self, context)

    def default_exception_handler(self, context):
        pass

    def is_running(self):
        return asyncio._get_running_loop() is self

    def is_closed(self):
        return False

    def close(self):
        pass

    def create_future(self):
        return asyncio.Future(loop=self)

    def create_task(self, coroutine, **options):
        if self.factory is not None:
            return self.factory(self, coroutine, **options)
        return asyncio.Task(coroutine, loop=self, **options)

    def call_soon(self, callback, *args, **options):
        handle = asyncio.Handle(callback, args, self, *options.values())
        self.ready.append(handle)
        return handle

    call_soon_threadsafe = call_soon

    def call_at(self, when, callback, *args, **options):
        handle = asyncio.TimerHandle(when, callback, args, self, *options.values())
        self.number += 1
        heapq.heappush(self.timers, (when, self.number, handle))
        return handle

    def call_later(self, delay, callback, *args, **options):
        return self.call_at(self.now + delay, callback, *args, **options)

    def _timer_handle_cancelled(self, handle):
        pass

    def stop(self):
        self.stopping = True

    def turn(self):
        if not self.ready and self.timers:
            self.wait(max(0, self.timers[0][0] - self.now))
            self.now = max(self.now, self.timers[0][0])
        while self.timers and self.timers[0][0] <= self.now:
            self.ready.append(heapq.heappop(self.timers)[2])
        ready, self.ready = self.ready, []
        while ready:
            handle = ready.pop(0)
            if not handle._cancelled:
                handle._run()

    def run_forever(self):
        asyncio._set_running_loop(self)
        try:
            self.stopping = False
            while not self.stopping:
                self.turn()
        finally:
            asyncio._set_running_loop(None)

    def run_until_complete(self, future):
        future = asyncio.ensure_future(future, loop=self)
        future.add_done_callback(lambda _: self.stop())
        self.run_forever()
        return future.result()
