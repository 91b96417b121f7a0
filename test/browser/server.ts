import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'

/** A server of pages and of sockets. */
export interface Server {
  /** Of pages: `http://localhost:1234`. */
  readonly origin: string
  /** The URL of sockets that say hello. */
  readonly greeter: string
  close(): void
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
}

/** Serves the files of a directory, and sockets of its own beside those of the fake. */
export async function serve(directory: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { url = '/' } = request
    const file = join(directory, url.endsWith('/') ? `${url}index.html` : url)
    const type = types[extname(file)]
    if (type === undefined || !existsSync(file)) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': type }).end(readFileSync(file))
  })
  server.on('upgrade', (request, socket) => {
    const key = request.headers['sec-websocket-key'] ?? ''
    // RFC 6455, sections 4.2.2 and 5.7: the handshake, and a message that holds a text.
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    const lines = [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept.digest('base64')}`,
    ]
    socket.on('error', () => undefined)
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    socket.write(Buffer.from([0x81, 5, ...Buffer.from('hello')]))
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://localhost:${port}`,
    greeter: `ws://localhost:${port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
