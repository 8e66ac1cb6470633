import type { Context } from 'hono';
import { TaskwrightError } from '../../domain/errors.js';
import { readWebhookDelivery } from '../../inbox/webhooks/read-delivery.js';
import type { WebhookSource } from '../../inbox/webhooks/sources.js';
import type { Gateway } from '../gateway.js';
import { MAX_BODY_BYTES, readBytes } from '../read-body.js';

export interface SecretReader {
  /** Those that are provided, of these names. Throws unavailable where none is. */
  (names: readonly string[]): Promise<readonly string[]>;
}

/** A delivery is kept before it is answered, and done once however often it comes. Its signature stands for a token. */
export async function takeWebhook(
  c: Context,
  { gateway, readSecrets }: { readonly gateway: Gateway; readonly readSecrets: SecretReader },
): Promise<Response> {
  const source = requireSource(gateway, c.req.param('source') ?? '');
  const body = await readBytes(c, MAX_BODY_BYTES);
  const secrets = await readSecrets(source.secrets);
  const headers = c.req.header();
  const delivery = readWebhookDelivery(source, { headers, body }, { secrets, now: gateway.now() });
  if (delivery.isPing) return c.json({ deliveryId: delivery.id, status: 'ignored', reached: 0 });
  const receipt = await gateway.inbox.webhook({
    workspace: source.workspace,
    source: `webhook:${source.name}`,
    id: delivery.id,
    content: { event: delivery.event, headers: { ...delivery.headers }, payload: delivery.payload },
    sender: `webhook:${source.name}`,
  });
  return c.json(receipt, 202);
}

function requireSource({ webhooks }: Gateway, name: string): WebhookSource {
  const source = webhooks.get(name);
  if (source !== undefined) return source;
  throw new TaskwrightError('not_found', `There is no webhook source "${name.slice(0, 100)}".`, {
    hint: 'Sources stand in the file of TASKWRIGHT_WEBHOOKS_FILE.',
  });
}
