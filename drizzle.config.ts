import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: [
    './src/store/postgres/schema.ts',
    './src/tasks/store/schema.ts',
    './src/access/schema.ts',
    './src/inbox/schema.ts',
    './src/schedules/schema.ts',
    './src/notifications/schema.ts',
  ],
  out: './drizzle',
});
