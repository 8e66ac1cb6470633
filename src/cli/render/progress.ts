import type { RunSnapshot } from '../../client/follow-run.js';
import type { Io } from '../io.js';
import { drawTree } from './live-tree.js';
import { colourPaint } from './paint.js';
import { createPlainProgress } from './plain-progress.js';

/** Shows a run while it goes on: a live tree in a terminal, a line for each change elsewhere. */
export interface Progress {
  show(snapshot: RunSnapshot): void;
  /** Leaves the last picture, and stops the clock in it. */
  end(): void;
}

/** The elapsed times of the live tree move on so often. */
const REDRAW_MS = 200;

export async function createProgress(io: Io, now: () => number = Date.now): Promise<Progress> {
  return io.isLive ? createLiveProgress(io, now) : createLineProgress(io, now);
}

function createLineProgress(io: Io, now: () => number): Progress {
  const describe = createPlainProgress();
  return {
    show: (snapshot) => describe(snapshot, now()).forEach((line) => io.note(line)),
    end: () => undefined,
  };
}

async function createLiveProgress(io: Io, now: () => number): Promise<Progress> {
  const drawing = await io.openDrawing();
  let last: RunSnapshot | null = null;
  const draw = (): void => {
    if (last !== null) drawing.draw(drawTree(last, { now: now(), paint: colourPaint, ...io.size() }));
  };
  const clock = setInterval(draw, REDRAW_MS);
  clock.unref();
  return {
    show(snapshot) {
      last = snapshot;
      draw();
    },
    end() {
      clearInterval(clock);
      draw();
      drawing.close();
    },
  };
}
