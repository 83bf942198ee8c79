import { inject } from 'vitest';
import { logContract } from '../contract/log.ts';
import { openTestLog, optionsFor } from './place.ts';

logContract('kafka', () => {
  const options = optionsFor(inject('brokers'));
  const open = () => openTestLog(options);
  return Promise.resolve({ open, dispose: () => Promise.resolve() });
});
