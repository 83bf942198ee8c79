import { z } from 'zod';
import { attainmentReportSchema } from '../../schemas/attainment.ts';
import { configSchema } from '../../schemas/config.ts';
import { factSchemas } from '../../schemas/facts.ts';
import { goalFileSchema, goalInputSchema, templateSchema } from '../../schemas/goal-file.ts';
import { ownerSchema, teamSchema } from '../../schemas/goals.ts';
import { ledgerPageSchema } from '../../schemas/ledger.ts';
import { metricFileSchema, metricInputSchema } from '../../schemas/metric-file.ts';

/** Everything that `goalstream schema` can print. */
export const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  ...factSchemas,
  goal: goalInputSchema,
  owner: ownerSchema,
  team: teamSchema,
  template: templateSchema,
  goals: goalFileSchema,
  metric: metricInputSchema,
  metrics: metricFileSchema,
  config: configSchema,
  attainment: attainmentReportSchema,
  ledger: ledgerPageSchema,
};

/** The JSON Schema of what a person writes (input) under a name. */
export function jsonSchema(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}
