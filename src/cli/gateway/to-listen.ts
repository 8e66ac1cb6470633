import type { Config } from '../../config/read-config.js';

const USUAL = { host: '127.0.0.1', port: 7420 } as const;

/** What the command line says, else the environment, else the usual place. */
export function toListen(
  { gateway: { listen } }: Config,
  { host, port }: { readonly host?: string; readonly port?: number } = {},
): { readonly host: string; readonly port: number } {
  const usual = listen ?? USUAL;
  return { host: host ?? usual.host, port: port ?? usual.port };
}
