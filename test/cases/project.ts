import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCli } from '../support/cli.ts';

/** Projects that once gave a wrong figure; they lie beside the project where they are to be had. */
export const CASES = fileURLToPath(new URL('../../../shared/cases', import.meta.url));

/** The day that the cases were tried on. */
export const AS_OF = '2026-11-30';

interface Stream {
  readonly state: string;
  readonly error?: string;
  readonly mend?: string;
  readonly rejects?: readonly { readonly place: string; readonly reason: string }[];
  readonly warnings?: readonly string[];
}

interface Goal {
  readonly metric: { readonly id: string };
  readonly actual?: string;
  readonly facts: number;
}

/** Figures by metric; `none` where nothing was counted. */
type Figures = Readonly<Record<string, string>>;

export interface Synced {
  readonly code: number | null;
  /** All that the sync says, as one text. */
  readonly says: string;
}

/** A copy of a case's project, which can be changed and run. */
export class CaseProject {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async copy(path: string): Promise<CaseProject> {
    const folder = await mkdtemp(join(tmpdir(), 'goalstream-case-'));
    await cp(join(CASES, path), folder, { recursive: true });
    const project = new CaseProject(folder);
    await project.configure((config) => void delete (config as { server?: unknown }).server);
    return project;
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  /** Changes goalstream.yaml (which is JSON in the cases). */
  async configure(change: (config: Record<string, unknown>) => void): Promise<void> {
    const path = this.path('goalstream.yaml');
    const config = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    change(config);
    await writeFile(path, JSON.stringify(config));
  }

  /** Adds goals like the first one, on other metrics. */
  async addGoals(metrics: readonly string[]): Promise<void> {
    const path = this.path('goals/g.yaml');
    const file = JSON.parse(await readFile(path, 'utf8')) as { goals: Record<string, unknown>[] };
    const [first] = file.goals;
    file.goals.push(
      ...metrics.map((metric) => ({
        ...first,
        id: metric.replaceAll('_', '-'),
        title: metric,
        metric,
      })),
    );
    await writeFile(path, JSON.stringify(file));
  }

  async sync(...options: string[]): Promise<Synced> {
    const { code, stdout, stderr } = await runCli(['sync', '--json', ...options], this.#folder);
    try {
      const summaries = JSON.parse(stdout) as readonly { readonly streams: readonly Stream[] }[];
      return { code, says: summaries.flatMap(({ streams }) => streams.map(told)).join('\n') };
    } catch {
      return { code, says: `${stdout}\n${stderr}` };
    }
  }

  async figures(): Promise<Figures> {
    const { stdout, stderr } = await runCli(['attain', '--as-of', AS_OF, '--json'], this.#folder);
    try {
      const { goals } = JSON.parse(stdout) as { goals: readonly Goal[] };
      return Object.fromEntries(
        goals.map(({ metric, actual, facts }) => [
          metric.id,
          facts === 0 ? 'none' : (actual ?? 'none'),
        ]),
      );
    } catch {
      throw new Error(`attain: ${stdout}\n${stderr}`);
    }
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}

function told({ state, error, mend, rejects = [], warnings = [] }: Stream): string {
  return [
    `${state}: ${error ?? ''} ${mend ?? ''}`,
    ...warnings,
    ...rejects.map(({ place, reason }) => `${place}: ${reason}`),
  ].join('\n');
}
