"""A request handler starts a background job and returns at once.

create_task(log_account_created(...)), then the answer to the client: nobody waits for
the job. It tells a log server, by open_connection(), and waits for the receipt. From
3.8 on nothing but the job holds its reader, so account and log go separate ways in
silence.

id: t01
awaits: a stream
lost: >=3.8
answered: all
source: own, gh-78819
"""
import asyncio
import socket

log_server = socket.socket()


async def job(account):
    """log_account_created(account)"""
    reader, writer = await asyncio.open_connection(*log_server.getsockname())
    writer.write(b"account created: %d\n" % account)
    assert await reader.readline() == b"noted\n"
    writer.close()


async def create_account(trial, account):
    trial.spawn(job(account))
    return "201 Created"


async def note(reader, writer):
    await reader.readline()
    writer.write(b"noted\n")
    writer.close()


async def main(trial):
    log_server.bind(("127.0.0.1", 0))
    log_server.listen(1000)
    answered = 0
    for account in range(trial.jobs):
        answered += await create_account(trial, account) == "201 Created"
    trial.note("answered", answered)
    await asyncio.sleep(0.05)
    await trial.wait()
    await asyncio.start_server(note, sock=log_server)
    await trial.drain()
