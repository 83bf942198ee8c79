/**
 * Loaded before a worker's own code, in its threads too: a killed worker's partitions go to others
 * after seconds, so that work goes on between kills that come every few seconds.
 */
import { TUNING } from '../../pipeline/log/kafka/tuning.ts';

Object.assign(TUNING, { sessionMs: 6_000 });
