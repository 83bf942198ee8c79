import { startEngine } from '../../pipeline/store/engine-process.ts';

/** A process that starts an engine in the directory given, tells its pid, and waits to be killed. */
const users = { admin: { name: 'a', password: 'a' }, bi: { name: 'b', password: 'b' } };
const engine = await startEngine({ dir: process.argv[2] ?? '', users });
process.send?.(engine.pid);
