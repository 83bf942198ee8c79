import type { Project } from '../config/load-project.ts';

/** Every configured stream, or those of one connection. */
export function streamsOf(
  { connections }: Project,
  only?: string,
): { connection: string; stream: string }[] {
  const wanted = connections.filter(({ name }) => only === undefined || name === only);
  return wanted.flatMap(({ name, connector, config }) =>
    connector.streams(config).map((stream) => ({ connection: name, stream: stream.name })),
  );
}
