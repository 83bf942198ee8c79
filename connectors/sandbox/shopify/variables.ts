import { getVariableValues } from 'graphql';

/** Coerced values of an operation's variables, as graphql's own helpers take them. */
export type VariableValues = Extract<
  ReturnType<typeof getVariableValues>,
  { readonly variableValues: unknown }
>['variableValues'];
