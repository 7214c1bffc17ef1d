"""An echo server, one task a connection and one a request: prints its port, then the time it computed."""
import asyncio
import resource
import sys
import threading


async def answer(writer, line):
    writer.write(line)


async def serve(reader, writer):
    while True:
        line = await reader.readline()
        if not line:
            break
        await asyncio.ensure_future(answer(writer, line))
    writer.close()


def wait_for_end(loop, end):
    sys.stdin.readline()
    loop.call_soon_threadsafe(end.set)


async def main():
    end = asyncio.Event()
    server = await asyncio.start_server(serve, '127.0.0.1', 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    began = resource.getrusage(resource.RUSAGE_SELF)
    threading.Thread(target=wait_for_end, args=(asyncio.get_running_loop(), end)).start()
    await end.wait()
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime - began.ru_utime - began.ru_stime)

if sys.argv[1] == 'uvloop':
    import uvloop
    loop = uvloop.new_event_loop()
else:
    loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
loop.run_until_complete(main())
