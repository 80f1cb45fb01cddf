import { peekDocument, type Store } from '../store/index.ts';

const collection = 'ledger';
const key = 'head';

/**
 * The last signed head in the store, beside the ledger: so that a ledger's folder that was set back to an older copy, or put in
 * place of another, is seen.
 */
export async function keptHead(store: Pick<Store, 'documents' | 'put'>): Promise<{
  readonly text: string | undefined;
  readonly keep: (checkpoint: string) => void;
}> {
  const kept = (await store.documents(collection)).find((document) => document.key === key)?.body;
  return {
    text: typeof kept === 'string' ? kept : undefined,
    keep: (checkpoint) => store.put({ collection, key, body: checkpoint }),
  };
}

/** The same, from outside of the process that has the data folder. @throws UserError when the store cannot be read. */
export async function peekHead(dataFolder: string): Promise<string | undefined> {
  const kept = await peekDocument(dataFolder, collection, key);
  return typeof kept === 'string' ? kept : undefined;
}
