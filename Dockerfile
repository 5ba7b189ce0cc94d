# API and worker in one image; docker-compose.temporal.yml says which of them runs.
# Both bases are the Node that the tests run on, since the workflow bundle is made for it (docs/decisions/014).

FROM node:20.20.2-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json ./
# What the build needs (tsx, esbuild) are production dependencies: `npm start` runs the sources.
RUN npm ci --omit=dev
COPY . .
RUN npm run build

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
# The slim base has no certificates, and Temporal's native client needs them for TLS.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# The base's user `node`, by number so that an orchestrator can see it is not root.
USER 1000:1000
CMD ["node", "--enable-source-maps", "dist/api/main.js"]
