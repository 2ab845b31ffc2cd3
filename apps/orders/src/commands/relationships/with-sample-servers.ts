type Variables = Readonly<Record<string, string | undefined>>;

/** Where the orders API keeps its tables. */
const SCHEMA = 'orders';
/** The store that the orders API uses unless it is told another. */
const STORE = 'orders';

/** Fills in for `reconcile` which servers the orders API uses, by the same variables; what is typed wins. */
export function withSampleServers(args: readonly string[], variables: Variables): readonly string[] {
  if (args[0] !== 'reconcile' || args.includes('--help')) return args;
  const { DATABASE_URL: database, OPENFGA_URL: openfga, OPENFGA_STORE_ID: storeId } = variables;
  const { SPICEDB_ENDPOINT: spicedb } = variables;
  const store = storeId ?? STORE;
  const known = {
    ...(database === undefined ? {} : { database, schema: SCHEMA }),
    ...(openfga === undefined ? {} : { openfga, store, outbox: `openfga:${store}` }),
    ...(spicedb === undefined ? {} : { spicedb, outbox: 'spicedb' }),
  };
  const missing = Object.entries(known).filter(([name]) => !args.some((arg) => isOption(arg, name)));
  return [...args, ...missing.flatMap(([name, value]) => [`--${name}`, value])];
}

function isOption(arg: string, name: string): boolean {
  return arg === `--${name}` || arg.startsWith(`--${name}=`);
}
