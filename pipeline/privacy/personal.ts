import { FACT_TYPES, personalFieldsOf, type FactType } from '../../schemas/facts.ts';
import { snakeCase } from '../metrics/columns.ts';

/** The types of fact that tell of people. */
export const PERSONAL_TYPES = FACT_TYPES.filter((type) => personalFieldsOf(type).length > 0);

/** The columns of the store that hold keys of people. */
export const PERSONAL_COLUMNS: readonly PersonalColumn[] = PERSONAL_TYPES.flatMap((type) =>
  personalFieldsOf(type).map((field) => ({ type, column: snakeCase(field) })),
);

export interface PersonalColumn {
  readonly type: FactType;
  readonly column: string;
}
