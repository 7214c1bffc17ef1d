"""Kept while awaited: the loop holds a pending future that a callback waits for, as a task's wake-up does."""
import asyncio


class Future(asyncio.Future):
    def add_done_callback(self, callback, **options):
        super().add_done_callback(callback, **options)
        if not self.done():
            awaited(self)[id(self)] = self

    def remove_done_callback(self, callback):
        removed = super().remove_done_callback(callback)
        if not self._callbacks:
            forget(self)
        return removed

    def set_result(self, result):
        super().set_result(result)
        forget(self)

    def set_exception(self, exception):
        super().set_exception(exception)
        forget(self)

    def cancel(self, *message, **options):
        cancelled = super().cancel(*message, **options)
        forget(self)
        return cancelled


def awaited(future):
    return future.get_loop().__dict__.setdefault('_awaited', {})


def forget(future):
    awaited(future).pop(id(future), None)


Future.__module__ = '_asyncio'
asyncio.Future = asyncio.futures.Future = Future


def loop():
    return asyncio.SelectorEventLoop()
