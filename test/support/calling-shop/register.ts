/** Makes the fake shop a connector of every thread: for `node --import`. */
import { connectors } from '../../../connectors/registry.ts';
import { fakeShop } from './connector.ts';

Object.assign(connectors, { [fakeShop.name]: fakeShop });
