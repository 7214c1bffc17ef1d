"""A job reads a named pipe by aiofiles, and the writer comes late.

aiofiles reads in a thread; the executor holds what the job awaits.

id: l12
awaits: a pipe
library: aiofiles
lost: none
source: own
"""
import os
import tempfile

import aiofiles


def setup():
    global folder
    folder = tempfile.TemporaryDirectory()


async def job(number):
    path = os.path.join(folder.name, str(number))
    os.mkfifo(path)
    async with aiofiles.open(path) as file:
        await file.read()


def wake():
    for name in os.listdir(folder.name):
        with open(os.path.join(folder.name, name), 'w') as file:
            file.write('news')
