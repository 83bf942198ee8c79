# goalstream for a Kafka broker and a ClickHouse server. The base brings the Node that package.json
# names, so its npm package is not installed a second time (--ignore-scripts), and neither is the
# embedded engine (--omit=optional).
FROM node:24.21.0-bookworm-slim

ENV NODE_ENV=production
WORKDIR /app

COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force

COPY LICENSE ./
COPY schemas ./schemas
COPY connectors ./connectors
COPY pipeline ./pipeline
COPY dashboards ./dashboards

RUN mkdir -p /project /var/lib/goalstream && chown node:node /var/lib/goalstream
VOLUME /var/lib/goalstream

USER node
WORKDIR /project
EXPOSE 8787
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "/app/pipeline/cli.ts"]
CMD ["--help"]
