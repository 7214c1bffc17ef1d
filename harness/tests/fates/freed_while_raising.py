"""Failed tasks are freed from the evaluation stack, while another exception is on its way.

id: freed
lost: none
failed: all
"""
import asyncio


async def job():
    raise KeyError


async def main(trial):
    tasks = [asyncio.get_event_loop().create_task(job()) for _ in range(4)]
    await trial.wait()
    while tasks:
        try:
            print(tasks.pop(), 1 // 0)
        except ZeroDivisionError:
            pass
