import { readFileSync, writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as operations from '@graphql-codegen/typescript-operations';
import { buildSchema, parse, visit } from 'graphql';
import { queryDocument } from './documents.ts';

const SCHEMA = new URL('../../sandbox/shopify/schema.graphql', import.meta.url);
const OUTPUT = new URL('generated.ts', import.meta.url);

/** The types of every operation, made from the schema. `--check` compares them with the file. */
const text = await codegen({
  filename: 'generated.ts',
  schema: parse(readFileSync(SCHEMA, 'utf8')),
  schemaAst: buildSchema(readFileSync(SCHEMA, 'utf8')),
  documents: [{ document: queryDocument() }],
  plugins: [{ operations: {} }],
  pluginMap: { operations },
  config: {
    useTypeImports: true,
    enumsAsTypes: true,
    enumType: 'string-literal',
    skipTypename: true,
    inlineFragmentTypes: 'combine',
    immutableTypes: true,
    avoidOptionals: true,
    strictScalars: true,
    scalars: {
      DateTime: 'string',
      Decimal: 'string',
      JSON: 'unknown',
      URL: 'string',
      UnsignedInt64: 'string',
    },
  },
});
const names: string[] = [];
visit(queryDocument(), {
  OperationDefinition({ name, operation }) {
    const type = `${name?.value ?? ''}${operation === 'query' ? 'Query' : 'Mutation'}`;
    names.push(`  ${name?.value ?? ''}: { data: ${type}; variables: ${type}Variables };`);
  },
});
const whole = `// Made by npm run codegen; not to be edited.\n${text}\n/** What each operation takes and gives. */\nexport interface Operations {\n${names.join('\n')}\n}\n`;
if (process.argv.includes('--check')) {
  const squeezed = (value: string): string => value.replaceAll(/[\s;,|()'"]+/g, '');
  if (squeezed(readFileSync(OUTPUT, 'utf8')) !== squeezed(whole)) {
    throw new Error('generated.ts differs from the queries; run npm run codegen');
  }
} else writeFileSync(OUTPUT, whole);
