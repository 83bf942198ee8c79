import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps at most so many connections open. One more takes the place of one that never sent a request, or
 * else of the one that has been idle for longest, so that connections which only stand there lock nobody
 * out; where all have a request it is refused.
 */
export function boundConnections(server: Server, most: number): void {
  const silent = new Set<Socket>();
  /** Between two requests; the one that has been so for longest is first. */
  const idle = new Set<Socket>();
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    if (open.size >= most) {
      const [oldest] = [...silent, ...idle];
      if (oldest === undefined) return void socket.destroy();
      leave(oldest);
      oldest.destroy();
    }
    open.add(socket);
    silent.add(socket);
    socket.once('close', () => leave(socket));
  });
  server.prependListener('request', busy);
  server.prependListener('checkContinue', busy);

  function leave(socket: Socket): void {
    open.delete(socket);
    silent.delete(socket);
    idle.delete(socket);
  }

  function busy({ socket }: IncomingMessage, response: NodeJS.EventEmitter): void {
    silent.delete(socket);
    idle.delete(socket);
    response.once('close', () => {
      if (open.has(socket)) idle.add(socket);
    });
  }
}
