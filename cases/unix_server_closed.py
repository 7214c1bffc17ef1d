"""A server of a unix socket takes the place of a dead one, and removes its path when it ends.

A file in the way stays, and the job is told. A client of a path that nobody serves is refused, and keeps no socket.

id: f50
awaits: a server
job: none
served: all
path_left: <3.13
refused: all
file_kept: all
unclosed: none
guards: bare
source: gh-111246, docs loop.create_unix_server
"""
import asyncio
import gc
import os
import shutil
import socket
import tempfile
import warnings


async def greet(reader, writer):
    writer.write(b"hello")
    writer.close()


async def in_the_way(path):
    with open(path, "w"):
        pass
    try:
        await asyncio.start_unix_server(greet, path)
    except OSError:
        return os.path.exists(path)
    return False


async def serve(trial, path):
    trial.note("file_kept", await in_the_way(path + ".file"))
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(path)
    dead.close()
    try:
        await asyncio.open_unix_connection(path)
    except ConnectionError:
        trial.note("refused", 1)
    server = await asyncio.start_unix_server(greet, path)
    reader, writer = await asyncio.open_unix_connection(path)
    trial.note("served", await reader.read() == b"hello")
    writer.close()
    await asyncio.sleep(0.01)
    server.close()
    await asyncio.sleep(0.01)
    trial.note("path_left", os.path.exists(path))


async def main(trial):
    folder = tempfile.mkdtemp()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        await asyncio.wait([asyncio.ensure_future(serve(trial, os.path.join(folder, "socket")))], timeout=5)
        gc.collect()
    shutil.rmtree(folder)
    trial.note("unclosed", sum("unclosed" in str(warning.message) for warning in caught))
