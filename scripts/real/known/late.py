"""A server in a thread that answers a line after a moment; and a reader of it that nothing else holds."""
import asyncio
import socketserver
import threading
import time


class Late(socketserver.StreamRequestHandler):
    def handle(self):
        if self.rfile.readline():
            time.sleep(1)
            self.wfile.write(b'hello\r\n')


server = socketserver.ThreadingTCPServer(('127.0.0.1', 0), Late)
server.daemon_threads = True
PORT = server.server_address[1]
threading.Thread(target=server.serve_forever, daemon=True).start()


async def ask():
    reader, writer = await asyncio.open_connection('127.0.0.1', PORT)
    writer.write(b'hello\n')
    await reader.readline()
    writer.close()
