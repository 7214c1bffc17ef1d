"""In debug mode the log says what a subprocess was started with, and where its input and output go.

id: f139
awaits: a subprocess
job: none
input_said: all
output_said: all
errors_said: all
both_said: all
guards: bare
source: docs asyncio debug mode
"""
import asyncio
import logging
from asyncio.subprocess import DEVNULL, PIPE, STDOUT


class Records(logging.Handler):
    def __init__(self):
        super().__init__(logging.DEBUG)
        self.texts = []

    def emit(self, record):
        self.texts.append(record.getMessage())


async def started(**pipes):
    process = await asyncio.create_subprocess_exec("true", **pipes)
    await process.communicate()


async def main(trial):
    loop, log, records = asyncio.get_event_loop(), logging.getLogger("asyncio"), Records()
    level = log.level
    log.addHandler(records)
    log.setLevel(logging.DEBUG)
    loop.set_debug(True)
    await started(stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
    await started(stdout=PIPE, stderr=STDOUT)
    loop.set_debug(False)
    log.setLevel(level)
    log.removeHandler(records)
    said = [text for text in records.texts if text.startswith("execute program 'true'") and "pid" not in text]
    trial.note("input_said", "stdin=<pipe>" in said[0])
    trial.note("output_said", "stdout=<pipe>" in said[0])
    trial.note("errors_said", "stderr=%d" % DEVNULL in said[0])
    trial.note("both_said", "stdout=stderr=<pipe>" in said[1])
