import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

/** The repository's own folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const duration = z.string().regex(/^\d+(ms|s|m|h)$/, 'must be a duration such as 10s');
const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** A tag that names a version; `latest` and no tag do not. */
const image = z.string().regex(/^[a-z0-9./-]+:v?\d[\w.-]*$/, 'must have a tag with a version');

const healthcheck = z.strictObject({
  test: z.tuple([z.literal('CMD')], z.string()),
  interval: duration,
  timeout: duration,
  retries: z.int().min(1),
  start_period: duration,
});

const service = z
  .strictObject({
    image: image.exactOptional(),
    build: z.string().exactOptional(),
    command: z.array(z.string()).exactOptional(),
    hostname: z.string().exactOptional(),
    restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']),
    init: z.boolean().exactOptional(),
    stop_grace_period: duration.exactOptional(),
    cap_drop: z.array(z.string()).exactOptional(),
    security_opt: z.array(z.string()).exactOptional(),
    environment: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), scalar).default({}),
    ports: z
      .array(
        z.string().regex(/^127\.0\.0\.1:\d+:\d+$/, 'must be bound to 127.0.0.1, as 127.0.0.1:H:C'),
      )
      .default([]),
    volumes: z
      .array(z.string().regex(/^[^:]+:\/[^:]+(:ro)?$/, 'must be source:/target or …:ro'))
      .default([]),
    ulimits: z
      .strictObject({ nofile: z.strictObject({ soft: z.int(), hard: z.int() }) })
      .exactOptional(),
    depends_on: z
      .record(z.string(), z.strictObject({ condition: z.literal('service_healthy') }))
      .default({}),
    healthcheck,
  })
  .refine(({ image: from, build }) => (from === undefined) !== (build === undefined), {
    error: 'needs either image or build',
  });

/** The keys of the Compose specification that docker-compose.yml uses, as strictly as they can be. */
const composeSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
});

export type ComposeFile = z.infer<typeof composeSchema>;
export type ComposeService = ComposeFile['services'][string];

/** A file of the repository, read as YAML. */
export function readYamlFile(path: string): unknown {
  return parse(readFileSync(join(ROOT, path), 'utf8'));
}

/** docker-compose.yml, checked. Throws a ZodError with every mistake. */
export function readCompose(): ComposeFile {
  return composeSchema.parse(readYamlFile('docker-compose.yml'));
}

/** A service's mounts, source and target apart. */
export function mountsOf({ volumes }: ComposeService): { source: string; target: string }[] {
  return volumes.map((volume) => {
    const [source = '', target = ''] = volume.split(':');
    return { source, target };
  });
}
