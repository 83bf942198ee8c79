import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ApiError, errorBody } from './errors.ts';
import { SECURITY_HEADERS } from './security.ts';

/** Answers what never becomes a request: what is no HTTP, too slow, too large, or asks for a tunnel. */
export function answerRaw(server: Server): void {
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    send(socket, new ApiError(405, 'method_not_allowed', 'This is no proxy.', 'Ask for a path.'));
  });
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const error = new ApiError(
      417,
      'bad_request',
      'Nothing but 100-continue can be expected here.',
      'Leave the header Expect out.',
    );
    const body = JSON.stringify(errorBody(error));
    response.writeHead(error.status, { ...headersOf(body), connection: 'close' }).end(body);
  });
}

/** For fastify: what Node could not read as a request. */
export function onClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  send(socket, apiErrorOf(error.code));
}

function apiErrorOf(code: string | undefined): ApiError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new ApiError(408, 'too_slow', 'The request took too long to come.', 'Send it again.');
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new ApiError(431, 'too_long', 'The address or the headers are too long.', 'Send less.');
  }
  return new ApiError(400, 'bad_request', 'This is no HTTP request.', 'See /openapi.json.');
}

function send(socket: Duplex, error: ApiError): void {
  if (!socket.writable) return void socket.destroy();
  const body = JSON.stringify(errorBody(error));
  const headers = Object.entries({ ...headersOf(body), connection: 'close' });
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ].join('\r\n');
  socket.end(`${head}\r\n\r\n${body}`, () => socket.destroy());
}

function headersOf(body: string): Record<string, string> {
  return {
    ...SECURITY_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
  };
}
