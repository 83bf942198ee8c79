import { lockDataDir } from '../../pipeline/instance-lock.ts';

/** Holds the lock of a data folder until it is killed. */
const [dir = ''] = process.argv.slice(2);
lockDataDir(dir).publish({ apiUrl: 'http://127.0.0.1:1' });
process.stdout.write('locked\n');
setInterval(() => undefined, 60_000);
