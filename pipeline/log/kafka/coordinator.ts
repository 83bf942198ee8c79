import type { Broker } from 'kafkajs';

interface Coordinator {
  heartbeat(request: object): Promise<unknown>;
}

/**
 * The group's coordinator cannot be reached. kafkajs would ask the same broker again until it gives
 * up; this error's type makes it look for the coordinator and join anew, as the same member.
 */
export class CoordinatorGone extends Error {
  readonly type = 'NOT_COORDINATOR_FOR_GROUP';
  readonly retriable = true;
  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`the coordinator of the group does not answer: ${reason}`, { cause });
  }
}

/** Tells kafkajs to look for the coordinator where a heartbeat gets no answer. */
export function watchHeartbeats(broker: Broker): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- kafkajs does not declare it
  const coordinator = broker as unknown as Coordinator;
  const heartbeat = coordinator.heartbeat.bind(broker);
  coordinator.heartbeat = async (request) => {
    try {
      return await heartbeat(request);
    } catch (error) {
      if (error instanceof Error && 'type' in error && error.type !== undefined) throw error;
      throw new CoordinatorGone(error);
    }
  };
}
