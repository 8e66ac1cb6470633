import type { Route } from '../route.js';
import { approvalRoutes } from './approvals.js';
import { artifactRoutes } from './artifacts.js';
import { definitionRoutes } from './definitions.js';
import { followRoutes } from './follow.js';
import { inboxRoutes } from './inbox.js';
import { notificationRoutes } from './notifications.js';
import { registrationRoutes } from './registrations.js';
import { runRoutes } from './runs.js';
import { signalRoutes } from './signals.js';
import { taskRoutes } from './tasks.js';
import { templateRoutes } from './templates.js';

/** Everything that needs a token. */
export const ROUTES: readonly Route[] = [
  ...runRoutes,
  ...followRoutes,
  ...signalRoutes,
  ...taskRoutes,
  ...registrationRoutes,
  ...artifactRoutes,
  ...templateRoutes,
  ...definitionRoutes,
  ...approvalRoutes,
  ...inboxRoutes,
  ...notificationRoutes,
];
