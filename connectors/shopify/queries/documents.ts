import { readdirSync, readFileSync } from 'node:fs';
import {
  concatAST,
  Kind,
  parse,
  print,
  visit,
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql';
import type { Operations } from './generated.ts';

export type OperationName = keyof Operations;

let whole: DocumentNode | undefined;
const texts = new Map<OperationName, string>();

/** Every operation and fragment of this folder. */
export function queryDocument(): DocumentNode {
  const folder = new URL('.', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
  whole ??= concatAST(files.map((name) => parse(readFileSync(new URL(name, folder), 'utf8'))));
  return whole;
}

/** An operation with the fragments that it needs. */
export function operationDocument(name: OperationName): DocumentNode {
  const { definitions } = queryDocument();
  const operation = definitions.find(
    (each): each is OperationDefinitionNode =>
      each.kind === Kind.OPERATION_DEFINITION && each.name?.value === name,
  );
  if (operation === undefined) throw new RangeError(`there is no operation ${name}`);
  const fragments = new Map(
    definitions
      .filter((each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION)
      .map((each) => [each.name.value, each]),
  );
  const needed = new Set<DefinitionNode>([operation]);
  for (const definition of needed) {
    visit(definition, {
      FragmentSpread(spread) {
        const fragment = fragments.get(spread.name.value);
        if (fragment !== undefined) needed.add(fragment);
      },
    });
  }
  return { kind: Kind.DOCUMENT, definitions: [...needed] };
}

/** An operation's text, as it is sent. */
export function operationText(name: OperationName): string {
  const known = texts.get(name) ?? print(operationDocument(name));
  texts.set(name, known);
  return known;
}
