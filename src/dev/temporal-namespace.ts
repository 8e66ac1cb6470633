import type { Connection } from '@temporalio/client';
import { msNumberToTs } from '@temporalio/common/lib/time.js';

/** Those of the Web UI and of the CLI. */
export type SearchAttributeType = 'Text' | 'Keyword' | 'Int' | 'Double' | 'Bool' | 'Datetime' | 'KeywordList';

/** Names and types. A namespace has room for ten keywords and three of each other type. */
export type SearchAttributes = Readonly<Record<string, SearchAttributeType>>;

const NAMESPACE = 'default';

/** How long closed workflows stay in the Web UI: 30 days; the server's own default is one. */
const RETENTION_MS = 30 * 24 * 3_600_000;

/** Throws until the store behind the frontend answers. */
export async function checkNamespace(connection: Connection): Promise<void> {
  await connection.workflowService.describeNamespace({ namespace: NAMESPACE });
}

export async function setRetention(connection: Connection): Promise<void> {
  const config = { workflowExecutionRetentionTtl: msNumberToTs(RETENTION_MS) };
  await connection.workflowService.updateNamespace({ namespace: NAMESPACE, config });
}

/** Adds those that are missing. Over gRPC, for the option of the server's CLI applies only when its database is made. */
export async function addSearchAttributes(connection: Connection, wanted: SearchAttributes): Promise<void> {
  if (Object.keys(wanted).length === 0) return;
  const { temporal } = await import('@temporalio/proto');
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: NAMESPACE });
  const types = temporal.api.enums.v1.IndexedValueType;
  const codes: Readonly<Record<SearchAttributeType, number>> = {
    Text: types.INDEXED_VALUE_TYPE_TEXT,
    Keyword: types.INDEXED_VALUE_TYPE_KEYWORD,
    Int: types.INDEXED_VALUE_TYPE_INT,
    Double: types.INDEXED_VALUE_TYPE_DOUBLE,
    Bool: types.INDEXED_VALUE_TYPE_BOOL,
    Datetime: types.INDEXED_VALUE_TYPE_DATETIME,
    KeywordList: types.INDEXED_VALUE_TYPE_KEYWORD_LIST,
  };
  const missing = Object.entries(wanted).filter(([name]) => !(name in (customAttributes ?? {})));
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(missing.map(([name, type]) => [name, codes[type]]));
  await connection.operatorService.addSearchAttributes({ namespace: NAMESPACE, searchAttributes });
}
