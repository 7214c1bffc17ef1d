"""An echo server, one task a connection and one a request: prints its port; then, for each line that it is
given, the seconds that it has computed."""
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


def tell_time(loop, end):
    for line in sys.stdin:
        used = resource.getrusage(resource.RUSAGE_SELF)
        print(used.ru_utime + used.ru_stime, flush=True)
    loop.call_soon_threadsafe(end.set)


async def main():
    end = asyncio.Event()
    server = await asyncio.start_server(serve, '127.0.0.1', 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    threading.Thread(target=tell_time, args=(asyncio.get_running_loop(), end)).start()
    await end.wait()

if sys.argv[1] == 'uvloop':
    import uvloop
    loop = uvloop.new_event_loop()
else:
    loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
loop.run_until_complete(main())
