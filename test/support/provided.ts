/** What the global set-up of the tests hands to those that need servers: `inject('databaseUrl')`. */
declare module 'vitest' {
  export interface ProvidedContext {
    /** A Postgres whose user may create databases. */
    databaseUrl: string;
    temporalAddress: string;
  }
}

export {};
