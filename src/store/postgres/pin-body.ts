import { statement, type Statement } from './statement.js';

/** Keeps a body under its hash, once. */
export function pinBody({ hash, body }: { readonly hash: string; readonly body: string }): Statement {
  return statement`insert into taskwright.definition_bodies (hash, body) values (${hash}, ${body}) on conflict do nothing`;
}
