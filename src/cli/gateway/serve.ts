import type { Cli } from '../cli.js';
import { aborted, catchInterrupt } from '../interrupt.js';
import type { CommandConfig } from '../session/command-config.js';
import { openSession } from '../session/open-session.js';
import { openGateway } from './open-gateway.js';
import { toListen } from './to-listen.js';

/** Requests ask the store side by side. */
const CONNECTIONS = 10;

/** Serves until it is told to stop. */
export async function serve(
  { io }: Cli,
  command: CommandConfig,
  said: { readonly host?: string; readonly port?: number },
): Promise<void> {
  const interrupt = catchInterrupt();
  try {
    const session = await openSession({ ...command, io, wish: 'join', maxConnections: CONNECTIONS });
    try {
      const gateway = await openGateway(io, session, { ...toListen(command.config, said), mayMove: false });
      try {
        io.note(`Gateway    ${gateway.url}`);
        io.note('Stop it with Ctrl-C.');
        await aborted(interrupt.signal);
        io.note('Stopping …');
      } finally {
        await gateway.stop();
      }
    } finally {
      await session.close();
    }
  } finally {
    interrupt.dispose();
  }
}
