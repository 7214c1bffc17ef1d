"""A job awaits the answer to a call of grpc.aio.

The channel is the job's own; the server, of the same library, answers late.

id: l16
awaits: an answer of a server
library: grpc
lost: none
source: own
"""
import asyncio

import grpc


async def answer(request, context):
    await answered.wait()
    return b'news'


async def setup():
    global server, address, answered
    answered = asyncio.Event()
    server = grpc.aio.server()
    handlers = {'get': grpc.unary_unary_rpc_method_handler(answer)}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler('news', handlers),))
    address = '127.0.0.1:%d' % server.add_insecure_port('127.0.0.1:0')
    await server.start()


async def job():
    async with grpc.aio.insecure_channel(address) as channel:
        await channel.unary_unary('/news/get')(b'')


def wake():
    answered.set()


async def finish():
    await server.stop(None)
