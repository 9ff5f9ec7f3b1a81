# One broker, alone or of a cluster (compose.yaml). It keeps everything in /data and listens on 9470;
# beyond loopback it wants TLS (TIDEMARK_TLS_CERT, TIDEMARK_TLS_KEY) or TIDEMARK_INSECURE=true.
# Settings: docs/configuration.md.

FROM node:24-bookworm-slim AS build
WORKDIR /build
# Packages first: they change less often than sources.
COPY package.json package-lock.json .npmrc ./
COPY clients/typescript/package.json clients/typescript/
RUN npm ci --no-fund --no-audit
COPY . .
RUN npm run build && npm prune --omit=dev --no-fund --no-audit

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    TIDEMARK_LISTEN=0.0.0.0:9470 \
    TIDEMARK_DATA_DIR=/data \
    TIDEMARK_LOG_FORMAT=json
WORKDIR /opt/tidemark
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/bin bin
COPY --from=build /build/dist dist
COPY --from=build /build/schema schema
COPY --from=build /build/clients/typescript/package.json clients/typescript/
COPY --from=build /build/clients/typescript/dist clients/typescript/dist
RUN install -d -o node -g node -m 0700 /data
USER node
VOLUME /data
EXPOSE 9470
# Asks what the broker really speaks, where it really listens; with TLS the certificate is not this
# check's business.
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "const s = process.env.TIDEMARK_TLS_CERT ? 's' : ''; if (s) process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; const port = process.env.TIDEMARK_LISTEN.split(',')[0].split(':').at(-1); fetch(`http${s}://127.0.0.1:${port}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/tidemark.js"]
CMD ["serve"]
