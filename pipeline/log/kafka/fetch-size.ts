import type { Broker } from 'kafkajs';

type FetchRequest = Parameters<Broker['fetch']>[0];

interface FetchedPartition {
  readonly highWatermark: string;
  /** Record batches, or of old brokers records. */
  readonly messages: readonly { readonly offset: string; readonly count?: number }[];
}

const START_BYTES = 262_144;
const MIN_BYTES = 16_384;
const MAX_BYTES = 16 * 1_048_576;

/**
 * How many bytes a fetch asks for, so that it brings about as many records as are handled at once.
 * Only what came can tell: compressed, a record may take 5 bytes or 5,000.
 */
export class FetchSize {
  readonly #records: number;
  #bytes = START_BYTES;

  constructor(records: number) {
    this.#records = records;
  }

  /** Makes the fetches from a broker ask for that much. */
  govern(broker: Broker): void {
    const fetch = broker.fetch.bind(broker);
    broker.fetch = async (request) => {
      const response = await fetch(this.#sized(request));
      this.#learn(response);
      return response;
    };
  }

  #sized(request: FetchRequest): FetchRequest {
    const maxBytes = this.#bytes;
    const topics = request.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map((partition) => ({ ...partition, maxBytes })),
    }));
    return { ...request, maxBytes, topics };
  }

  #learn(response: {
    readonly responses: readonly { readonly partitions: readonly FetchedPartition[] }[];
  }): void {
    const partitions = response.responses.flatMap((topic) => topic.partitions);
    const messages = partitions.flatMap((partition) => partition.messages);
    const count = messages.reduce((sum, message) => sum + (message.count ?? 1), 0);
    if (count > 2 * this.#records) {
      this.#bytes = Math.max(MIN_BYTES, Math.round((this.#bytes * this.#records) / count));
    } else if (count < this.#records && count > 0 && partitions.some(hasMore)) {
      this.#bytes = Math.min(MAX_BYTES, Math.round((this.#bytes * this.#records) / count));
    }
  }
}

function hasMore({ highWatermark, messages }: FetchedPartition): boolean {
  const last = messages.at(-1)?.offset;
  return last !== undefined && Number(highWatermark) > Number(last) + 1;
}
