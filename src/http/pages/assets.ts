import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const TYPES = {
  'pages.css': 'text/css; charset=utf-8',
  'run.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const;

export type AssetName = keyof typeof TYPES;

export const ASSET_NAMES: readonly AssetName[] = ['pages.css', 'run.js', 'icon.svg'];

const read = new Map<AssetName, string>();

/** A file of the pages; they lie beside `src` and `dist`. */
export function readAsset(name: AssetName): Response {
  const text =
    read.get(name) ?? readFileSync(fileURLToPath(new URL(`../../../pages/${name}`, import.meta.url)), 'utf8');
  read.set(name, text);
  return new Response(text, { headers: { 'Content-Type': TYPES[name] } });
}
