import { connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactory } from 'kafkajs';

const KEEP_ALIVE_MS = 60_000;

/** As kafkajs' own, but sends at once, and bears that kafkajs closes what is still connecting. */
export const openSocket: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- undefined without TLS
  const socket = ssl
    ? connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }), ...ssl }, onConnect)
    : connect({ host, port }, onConnect);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.setNoDelay(true);
  socket.setMaxListeners(0);
  return socket;
};
