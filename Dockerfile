# One image for all our programs: Node, production packages, sources that Node runs as they are, the built page.
# No npm, no shell, no compiler in it. Works with the classic builder.
#   docker build --build-arg VERSION=1.2.3 -t chatk8s:1.2.3 .
FROM node:26.10.0-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Scripts only fetch what the image has (Node) or does not need (a Postgres for tests).
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY src ./src
RUN node node_modules/vite/bin/vite.js build src/web
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
 && rm -rf node_modules/node node_modules/node-bin-* node_modules/.bin src/local src/web src/client

FROM gcr.io/distroless/nodejs26-debian13:nonroot
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/src ./src
COPY --from=build /app/dist/web ./dist/web
ARG VERSION=dev
ENV NODE_ENV=production VERSION=$VERSION WEB_DIR=/app/dist/web
USER 65532:65532
EXPOSE 8080 8081
# `node` is the entrypoint and PID 1; the programs handle its signals. Others: src/persister/main.ts, src/webhooks/main.ts, src/persister/provision.ts
CMD ["--enable-source-maps", "src/gateway/main.ts"]
