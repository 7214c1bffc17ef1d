"""A unix socket cannot have its path: the job is told, the log says what is in the way, and no socket is left.

Where a dead socket is in the way, an endpoint replaces it.

id: f125
awaits: a server
job: none
no_folder_told: all
not_folder_told: all
not_folder_logged: all
no_name_told: all
replaced: all
cleanup_logged: >=3.13
unclosed: none
needs: >=3.8
guards: bare
source: docs loop.create_unix_server, docs loop.create_datagram_endpoint
"""
import asyncio
import gc
import os
import shutil
import socket
import tempfile
import warnings


async def told(kind, making):
    try:
        made = await making
    except Exception as error:
        return isinstance(error, kind)
    (made[0] if isinstance(made, tuple) else made).close()
    return False


def server(loop, path):
    return loop.create_unix_server(asyncio.Protocol, path)


def endpoint(loop, path):
    return loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=path, family=socket.AF_UNIX)


def logged(trial, text):
    return sum(text in message for message in trial.messages)


async def replaced(loop, path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as dead:
        dead.bind(path)
    try:
        transport, _ = await endpoint(loop, path)
    except OSError:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
        lives = client.connect_ex(path) == 0
    transport.close()
    await asyncio.sleep(0.01)
    return lives


async def cleanup(loop, folder):
    """Another has put a file where the server's folder was."""
    os.mkdir(folder)
    serving = await server(loop, folder + "/socket")
    shutil.rmtree(folder)
    with open(folder, "w"):
        pass
    serving.close()
    await asyncio.sleep(0.01)


async def refused(trial, loop, folder):
    makers = server, endpoint
    trial.note("no_folder_told", all([
        await told(FileNotFoundError, make(loop, folder + "/none/socket")) for make in makers]))
    with open(folder + "/file", "w"):
        pass
    trial.note("not_folder_told", all([
        await told(NotADirectoryError, make(loop, folder + "/file/socket")) for make in makers]))
    trial.note("not_folder_logged", logged(trial, "Unable to check or remove stale UNIX") == 2)
    trial.note("no_name_told", all([
        await told(ValueError, make(loop, "\0\ud800")) for make in makers]))
    trial.note("replaced", await replaced(loop, folder + "/endpoint"))
    await cleanup(loop, folder + "/folder")
    trial.note("cleanup_logged", logged(trial, "Unable to clean up listening UNIX"))


async def main(trial):
    folder = tempfile.mkdtemp()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        await refused(trial, asyncio.get_event_loop(), folder)
        gc.collect()
    shutil.rmtree(folder)
    trial.note("unclosed", sum("unclosed" in str(warning.message) for warning in caught))
