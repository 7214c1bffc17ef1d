"""A process is terminated, killed, or sent a signal: its status says so, and a later one is refused.

id: f77
awaits: a subprocess
job: none
told: all
refused: all
needs: >=3.7
guards: bare
source: docs asyncio.subprocess.Process
"""
import asyncio
import signal


async def status(send):
    process = await asyncio.create_subprocess_exec("sleep", "1000")
    send(process)
    waiting = asyncio.ensure_future(process.wait())
    await asyncio.wait([waiting], timeout=5)
    if not waiting.done():
        process.kill()
        waiting.cancel()
    await asyncio.sleep(0.1)
    try:
        send(process)
    except ProcessLookupError:
        return process.returncode, True
    return process.returncode, False


async def main(trial):
    results = [await status(send) for send in (
        lambda process: process.terminate(), lambda process: process.kill(),
        lambda process: process.send_signal(signal.SIGUSR1))]
    trial.note("told", [status for status, _ in results] ==
               [-signal.SIGTERM, -signal.SIGKILL, -signal.SIGUSR1])
    trial.note("refused", all(refused for _, refused in results))
