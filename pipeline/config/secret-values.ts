/** Keys whose texts are secret, wherever they stand. */
const SECRET_KEY =
  /pass(word|wd|phrase)?$|secret|token|api_?key|private_?key|authori[sz]ation|credential|cookie|signature/i;
/** Keys whose own texts are all taken for secret: headers may carry any credential. */
const SECRET_PART = /^headers$/i;
/** The value of a query that is shorter is hardly a token. */
const SHORTEST_QUERY = 8;

/**
 * The texts of a configuration that must not be shown: passwords, tokens and the like by the name of
 * their key, and in addresses users, passwords and the values of queries.
 */
export function secretsIn(data: unknown): readonly string[] {
  const found: string[] = [];
  collect(data, false, found);
  return found;
}

function collect(value: unknown, secret: boolean, found: string[]): void {
  if (typeof value === 'string') {
    if (secret) found.push(value);
    else found.push(...inAddress(value));
  } else if (Array.isArray(value)) {
    for (const each of value) collect(each, secret, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      collect(each, secret || SECRET_KEY.test(key) || SECRET_PART.test(key), found);
    }
  }
}

/** Of an address also where it is no right one: a password may be what is wrong with it. */
function inAddress(text: string): readonly string[] {
  if (!text.includes('://')) return [];
  const pair = /:\/\/([^/?#]*)@/.exec(text)?.[1];
  const [user = '', ...rest] = pair?.split(':') ?? [];
  const password = rest.join(':');
  const basic = pair === undefined ? [] : [btoaOf(`${decoded(user)}:${decoded(password)}`)];
  const query = [...text.matchAll(/[?&#][^=&#]*=([^&#]*)/g)].map((match) => match[1] ?? '');
  const long = query.filter((each) => each.length >= SHORTEST_QUERY);
  const raw = [user, password, ...long];
  return [...raw, ...raw.map(decoded), ...basic].filter((each) => each !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function btoaOf(text: string): string {
  return Buffer.from(text).toString('base64');
}
