import process from "node:process";
import { defineConfig } from "vitest/config";

// `npm run dev` serves the page itself and passes everything else on to an exchange: RIALTO_URL, or the one on this machine.
const exchange = process.env["RIALTO_URL"] ?? "http://127.0.0.1:7080";
const passed = ["/api", "/health", "/metrics"];
/** The exchange's page, the feed role's, and a trading desk's. */
const pages = ["index.html", "feeds.html", "desk.html"];

export default defineConfig({
  base: "/",
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: false, reportCompressedSize: false, chunkSizeWarningLimit: 400, rolldownOptions: { input: pages } },
  server: {
    host: "127.0.0.1",
    proxy: {
      ...Object.fromEntries(passed.map((path) => [path, { target: exchange }])),
      "/ws": { target: exchange, ws: true },
    },
  },
  test: { include: ["test/**/*.test.ts"] },
});
