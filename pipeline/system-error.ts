/** What the operating system says, in words, and what helps. */
export interface SystemReason {
  readonly reason: string;
  readonly mend: string;
}

const REASONS: Readonly<Record<string, readonly [reason: string, mend: string]>> = {
  EACCES: ['permission is denied', 'give the user that runs goalstream access to it'],
  EPERM: ['it is not permitted', 'give the user that runs goalstream access to it'],
  EROFS: ['the file system is read-only', 'make it writable'],
  ENOENT: ['it is not there', 'check the path'],
  ENOTDIR: ['a part of its path is a file, not a folder', 'correct the path'],
  EEXIST: ['something else has its name already', 'move that away'],
  EISDIR: ['it is a folder where a file is expected', 'move the folder away or correct the path'],
  ENOSPC: ['the disk is full', 'make room on it'],
  EDQUOT: ['the quota of the disk is used up', 'make room on it'],
  EMFILE: [
    'this process may not open more files',
    'raise the limit (ulimit -n 1024 or more) and start again',
  ],
  ENFILE: ['the machine has too many files open', 'end what is not needed'],
  ENAMETOOLONG: ['its name is too long', 'write a shorter one'],
  ELOOP: ['its links lead in a circle', 'correct the links'],
  EIO: ['the disk reported an error', 'check the disk'],
  ENOMEM: ['the machine has no memory left', 'end what is not needed, or give it more memory'],
};

/** The reason and fix of an error of the operating system; of others, what they say. */
export function systemReason(error: unknown): SystemReason {
  const code = codeOf(error);
  const known = code === undefined ? undefined : REASONS[code];
  if (known !== undefined) return { reason: `${known[0]} (${code})`, mend: known[1] };
  const reason = error instanceof Error ? error.message : String(error);
  return { reason, mend: 'check the path and its permissions' };
}

/**
 * "/srv/data/log.db can't be opened: permission is denied (EACCES). Mend: …" Undefined where the
 * error is none of the operating system.
 */
export function systemSentence(error: unknown): string | undefined {
  const code = codeOf(error);
  if (code === undefined || !Object.hasOwn(REASONS, code)) return undefined;
  const { path, syscall } = error as NodeJS.ErrnoException;
  const { reason, mend } = systemReason(error);
  const what = path ?? (syscall === undefined ? 'a file' : `a file (${syscall})`);
  return `${what} can't be used: ${reason}. Mend: ${mend}.`;
}

/** What the machine has run out of, or fails at: no command line and no configuration caused it. */
const OUT_OF: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'ENOMEM', 'ENFILE']);

/** Whether the machine failed, and not what was asked of it. */
export function isOutOf(error: unknown): boolean {
  return OUT_OF.has(codeOf(error) ?? '');
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
