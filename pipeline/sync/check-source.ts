import {
  SourceError,
  type CheckFinding,
  type Connector,
  type ReadContext,
} from '../../connectors/connector.ts';

/** What a connector has to say of its source. One that fails at it is a finding: others are asked all the same. */
export async function checkSource(
  connector: Pick<Connector, 'check'>,
  config: unknown,
  context: ReadContext,
): Promise<readonly CheckFinding[]> {
  try {
    return await connector.check(config, context);
  } catch (error) {
    if (error instanceof SourceError) {
      return [{ level: 'error', message: error.message, mend: error.mend }];
    }
    const message = error instanceof Error ? error.message : String(error);
    const told = context.signal.aborted ? 'the source did not answer in time' : message;
    return [
      {
        level: 'error',
        message: `could not be checked: ${told}`,
        mend: 'Look at the source and at the connection, and check again.',
      },
    ];
  }
}
