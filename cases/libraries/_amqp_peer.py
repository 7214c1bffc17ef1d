"""As much of RabbitMQ as a connection and its consumers need; the frames are those of pamqp."""
import asyncio

from pamqp import body, commands, frame, header

consumers = []

ANSWERS = {
    'ProtocolHeader': commands.Connection.Start(
        server_properties={'capabilities': {'publisher_confirms': True}}),
    'Connection.StartOk': commands.Connection.Tune(2047, 131072, 60),
    'Connection.Open': commands.Connection.OpenOk(),
    'Connection.Close': commands.Connection.CloseOk(),
    'Channel.Open': commands.Channel.OpenOk(),
    'Channel.Close': commands.Channel.CloseOk(),
    'Confirm.Select': commands.Confirm.SelectOk(),
    'Queue.Declare': commands.Queue.DeclareOk('news', 0, 0),
}


class Peer(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.data = transport, b''

    def data_received(self, data):
        self.data += data
        while self.data:
            length, channel, asked = frame.unmarshal(self.data)
            self.data = self.data[length:]
            answer = ANSWERS.get(asked.name)
            if asked.name == 'Basic.Consume':
                answer = commands.Basic.ConsumeOk(asked.consumer_tag)
                consumers.append((self.transport, channel, asked.consumer_tag))
            elif asked.name == 'Basic.Cancel':
                answer = commands.Basic.CancelOk(asked.consumer_tag)
            if answer is not None:
                self.transport.write(frame.marshal(answer, channel))


def send(text):
    """A message to each who consumes."""
    for transport, channel, tag in consumers:
        for part in (commands.Basic.Deliver(tag, 1, False, '', 'news'),
                     header.ContentHeader(0, len(text), commands.Basic.Properties()),
                     body.ContentBody(text)):
            transport.write(frame.marshal(part, channel))


async def start():
    """The server, and the URL of it."""
    server = await asyncio.get_event_loop().create_server(Peer, '127.0.0.1', 0)
    return server, 'amqp://me:secret@127.0.0.1:%d/' % server.sockets[0].getsockname()[1]
