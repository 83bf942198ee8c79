import type { FactType } from '../../schemas/facts.ts';
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

/** Every configured stream with the type of its facts. */
export function factStreams({
  connections,
}: Project): { connection: string; stream: string; fact: FactType }[] {
  return connections.flatMap(({ name, connector, config }) =>
    connector
      .streams(config)
      .map((stream) => ({ connection: name, stream: stream.name, fact: stream.fact })),
  );
}
