import { PartError } from '../api/part-error.ts';
import type { Asking, Unanswered } from './stream.ts';

/** What is asked for: its order's id, and what asks for some of it at once. */
interface Question<T, R> {
  readonly idOf: (item: T) => string;
  readonly ask: (items: readonly T[]) => Promise<readonly R[]>;
  /** Items of one request, at most. */
  readonly most?: number;
}

/**
 * Asks for what belongs to orders. Where Shopify fails at a part of it, those that it fails at are found
 * by halves: they are named, and the others come, in their order.
 */
export async function inHalves<T, R>(
  asking: Asking,
  items: readonly T[],
  question: Question<T, R>,
): Promise<(R | Unanswered)[]> {
  const [first] = items;
  if (first === undefined) return [];
  const { idOf, ask, most = Infinity } = question;
  if (items.length <= most) {
    try {
      return [...(await ask(items))];
    } catch (error) {
      if (!(error instanceof PartError)) throw error;
      if (items.length === 1) return [await unanswered(asking, idOf(first), error)];
    }
  }
  const middle = Math.min(most, Math.ceil(items.length / 2));
  const before = await inHalves(asking, items.slice(0, middle), question);
  return [...before, ...(await inHalves(asking, items.slice(middle), question))];
}

/** @throws SourceError where the shop answers nothing at all, so that it is not this order */
async function unanswered(
  { api }: Asking,
  id: string,
  { isNamed, message }: PartError,
): Promise<Unanswered> {
  if (!isNamed) await api.request('OrdersThere', { ids: [id] });
  return { unanswered: id, reason: message };
}
