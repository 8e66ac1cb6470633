import { createHash } from 'node:crypto';
import { evaluateCondition } from '../expressions/evaluate.js';
import { parseExpression } from '../expressions/expression.js';
import type { Channel, ChannelFile, Rule } from './channels/channel-file.js';
import type { Happening } from './happening.js';
import { matchesName } from './name-events.js';

/** Something that a channel is to be told. */
export interface Delivery {
  /** The same however often it is made of the same event. */
  readonly id: string;
  readonly channel: string;
  /** Where the channel has none of its own. */
  readonly address: string | null;
  /** Why it cannot be told at all. */
  readonly refusal: string | null;
}

const MAIL_ADDRESS = /^[^\s@,;<>"]+@[^\s@,;<>"]+$/;

/**
 * Whom to tell: channels of the rules that fit, those that a change of a lifecycle names, and the contacts of what is
 * overdue. Each once, however many reasons there are.
 */
export function chooseChannels(file: ChannelFile, happening: Happening): readonly Delivery[] {
  const wanted = [
    ...file.rules.filter((rule) => fits(rule, happening)).flatMap(({ channels }) => channels.map((name) => ({ name }))),
    ...happening.channels.map((name) => ({ name, isNamed: true })),
    ...(happening.event === 'task.overdue' ? happening.contacts.flatMap((contact) => toContact(file, contact)) : []),
  ];
  const chosen = new Map<string, Delivery>();
  for (const one of wanted) {
    const delivery = toDelivery(file, happening, one);
    if (delivery !== null && !chosen.has(delivery.id)) chosen.set(delivery.id, delivery);
  }
  return [...chosen.values()];
}

interface Wanted {
  readonly name: string;
  readonly address?: string;
  /** By somebody who expects to hear whether it is there. */
  readonly isNamed?: boolean;
}

function fits({ on, workspaces, definitions, when }: Rule, happening: Happening): boolean {
  if (!on.some((pattern) => matchesName(pattern, happening.event))) return false;
  if (workspaces && !workspaces.includes(happening.workspace)) return false;
  if (definitions && !definitions.includes(happening.definition)) return false;
  return when === undefined || holds(when, happening);
}

/** A condition that cannot be evaluated does not hold: nobody is there to hear of it. */
function holds(when: string, happening: Happening): boolean {
  try {
    return evaluateCondition(parseExpression(when), { variables: { event: { ...happening } }, place: 'when' });
  } catch {
    return false;
  }
}

/** The name of a channel, or an address of mail; other contacts are people whose address is not known here. */
function toContact({ channels, contacts }: ChannelFile, contact: string): readonly Wanted[] {
  if (channels.has(contact)) return [{ name: contact }];
  return contacts !== null && MAIL_ADDRESS.test(contact) ? [{ name: contacts, address: contact }] : [];
}

function toDelivery(file: ChannelFile, happening: Happening, wanted: Wanted): Delivery | null {
  const { name, address = null, isNamed = false } = wanted;
  const channel = file.channels.get(name);
  const isOpen = channel !== undefined && mayTell(channel, happening);
  if (!isOpen && !isNamed) return null;
  const id = createHash('sha256')
    .update(JSON.stringify([happening.id, name, address]))
    .digest('hex')
    .slice(0, 32);
  return { id, channel: name, address, refusal: isOpen ? null : `There is no channel "${name}".` };
}

function mayTell({ workspaces }: Channel, { workspace }: Happening): boolean {
  return workspaces === undefined || workspaces.includes(workspace);
}
