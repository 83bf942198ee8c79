import {
  getNamedType,
  isAbstractType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type FieldNode,
} from 'graphql';
import { expect, test } from 'vitest';
import { forbids } from '../../../connectors/sandbox/shopify/scopes.ts';
import { standInSchema } from '../../../connectors/sandbox/shopify/schema.ts';
import {
  operationDocument,
  type OperationName,
} from '../../../connectors/shopify/queries/documents.ts';
import { missingFor } from '../../../connectors/shopify/scopes.ts';

/** What an operation's optional parts take, by the variables that include them. */
const OPTIONAL: Readonly<Record<string, string>> = {
  customers: 'read_customers',
  products: 'read_products',
  locations: 'read_locations',
  staff: 'read_users',
};

/** The fields of an operation that an app with these scopes may not read, with optional parts or without. */
function forbidden(name: OperationName, scopes: ReadonlySet<string>, optional: boolean): string[] {
  const schema = standInSchema();
  const info = new TypeInfo(schema);
  const found: string[] = [];
  visit(
    operationDocument(name),
    visitWithTypeInfo(info, {
      Field(node) {
        if (!optional && variableOf(node) in OPTIONAL) return false;
        const parent = info.getParentType();
        const type = getNamedType(info.getType());
        if (!parent || !type) return undefined;
        // Of nodes come only those that were asked for by their ids.
        const isOpen = isAbstractType(type) && type.name !== 'Node';
        const types = isOpen ? schema.getPossibleTypes(type) : [];
        for (const each of [type, ...types]) {
          const rule = forbids(scopes, parent.name, node.name.value, each.name);
          if (rule) found.push(`${parent.name}.${node.name.value}: ${rule.scopes.join(' or ')}`);
        }
        return undefined;
      },
    }),
  );
  return found;
}

function variableOf({ directives = [] }: FieldNode): string {
  const value = directives[0]?.arguments?.[0]?.value;
  return value?.kind === 'Variable' ? value.name.value : '';
}

const OPERATIONS = {
  sales: ['SalesPage', 'SalesByIds', 'BulkSales', 'RestocksByIds', 'MoreAgreements', 'MoreSales'],
  returns: ['ReturnsPage', 'ReturnsByIds', 'BulkReturns', 'MoreReturns', 'MoreReturnLines'],
  shipments: ['ShipmentsPage', 'ShipmentsByIds', 'BulkShipments', 'ParcelIds', 'ParcelsByIds'],
  traffic: ['Report'],
} as const;

test.each(Object.entries(OPERATIONS))(
  'the scopes that %s are said to need are those that every field of their queries takes',
  (stream, names) => {
    const needed = new Set(missingFor(stream, new Set()));
    const all = new Set([...needed, ...Object.values(OPTIONAL)]);
    for (const name of names) {
      expect([name, forbidden(name, needed, false)]).toEqual([name, []]);
      expect([name, forbidden(name, all, true)]).toEqual([name, []]);
    }
    const used = names.flatMap((name) => forbidden(name, new Set(), false));
    for (const scope of needed) expect(used.join()).toContain(scope);
  },
);
