"""Guards: each starts a coroutine in its own way and returns nothing."""
import asyncio

import _taskloss
import _taskloss_jobs as jobs_of
from _taskloss_foreign import seen


def _create(trial, coroutine):
    return _create_by(jobs_of.start, trial, coroutine)


def _create_by(start, trial, coroutine):
    task = start(trial.current_loop().create_task, [coroutine])
    seen(task)
    return task


def _bare(trial, coroutine):
    _create(trial, coroutine)


def _local(trial, coroutine):
    task = _create(trial, coroutine)  # noqa: F841


def _set(trial, coroutine):
    task = _create(trial, coroutine)
    trial.kept_set.add(task)
    task.add_done_callback(trial.kept_set.discard)


def _list(trial, coroutine):
    trial.kept_list.append(_create(trial, coroutine))


def _callback_only(trial, coroutine):
    _create(trial, coroutine).add_done_callback(_ignore)


def _ignore(task):
    pass


def _threadsafe(trial, coroutine):
    _taskloss.hand_over(coroutine)
    asyncio.run_coroutine_threadsafe(coroutine, trial.current_loop())


def _in_keeper(wait):
    """A guard that awaits the job in a task which is itself kept until it is done."""
    async def keeper(box):
        try:
            await wait(box)
        except BaseException as error:  # the job's end is the job's; cancelling the keeper is not
            if not isinstance(error, (Exception, asyncio.CancelledError)):
                raise

    def spawn(trial, coroutine):
        task = _create_by(jobs_of.start_no_job, trial, keeper([coroutine]))
        trial.keepers.add(task)
        task.add_done_callback(trial.keepers.discard)
    return spawn


async def _wait_gather(box):
    await jobs_of.start(asyncio.gather, box)


async def _wait_await(box):
    await jobs_of.start(asyncio.ensure_future, box)


async def _wait_shield(box):
    await jobs_of.start(asyncio.shield, box)


async def _wait_taskgroup(box):
    async with asyncio.TaskGroup() as group:
        jobs_of.start(group.create_task, box)


GUARDS = {
    'bare': _bare,
    'local': _local,
    'set': _set,
    'list': _list,
    'gather': _in_keeper(_wait_gather),
    'await': _in_keeper(_wait_await),
    'taskgroup': _in_keeper(_wait_taskgroup),
    'shield': _in_keeper(_wait_shield),
    'callback-only': _callback_only,
    'threadsafe': _threadsafe,
    'loop-strong': _bare,
}
