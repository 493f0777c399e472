import { createHash, createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { parseMetrics, showSeconds } from "../src/metrics";
import { digestOf, Signer } from "../src/api/sign";

test("A signature is the HMAC of time, method, path and body", async () => {
  const signer = await Signer.create("rk-1", "a secret, as printed", () => 0);
  const { timestamp, signature } = await signer.sign("POST", "/api/v1/orders?x=1", '{"a":"ü"}', 1_795_234_252_000);
  expect(timestamp).toBe("1795234252000000");
  expect(signature).toBe(createHmac("sha256", "a secret, as printed").update('1795234252000000\nPOST\n/api/v1/orders?x=1\n{"a":"ü"}', "utf8").digest("hex"));
});

test("In the place of a long body its digest is signed", async () => {
  const digest = createHash("sha256").update('{"a":"ü"}', "utf8").digest("hex");
  expect(await digestOf('{"a":"ü"}')).toEqual({ digest, signed: `sha256:${digest}` });
});

test("No two signatures have one timestamp", async () => {
  const signer = await Signer.create("rk-1", "s");
  const all = await Promise.all(Array.from({ length: 50 }, () => signer.sign("GET", "/ws", "", 1_795_234_252_000)));
  expect(new Set(all.map((one) => one.timestamp)).size).toBe(50);
});

test("Two pages of one key sign the same request of the same millisecond apart, and not ahead of it", async () => {
  const now = 1_795_234_252_000;
  const pages = await Promise.all([0, 0.25, 0.999].map((at) => Signer.create("rk-1", "s", () => at)));
  const signed = await Promise.all(pages.map((page) => page.sign("GET", "/api/v1/balances", "", now)));
  expect(signed.map((one) => Number(one.timestamp) - now * 1_000)).toEqual([0, -250, -999]);
});

test("The exchange's clock counts, and never its future", async () => {
  const signer = await Signer.create("rk-1", "s", () => 0);
  // Asked at 1,000, heard at 1,100 by our clock; theirs said 5,000 in between.
  signer.setClock(5_000_000, 1_000_000, 1_000_100);
  const { timestamp } = await signer.sign("GET", "/ws", "", 1_000_100);
  expect(Number(timestamp)).toBe(5_000_000_000);
});

test("A page of metrics is read by name and labels", () => {
  const values = parseMetrics('# HELP a b\n# TYPE a summary\na{quantile="0.5"} 1.5E-05\na_count 12\n\nb 0\n');
  expect([...values]).toEqual([['a{quantile="0.5"}', 1.5e-5], ["a_count", 12], ["b", 0]]);
});

test("Latencies are shown in the unit that fits", () => {
  expect([0.0000153, 0.0021, 1.5, 4e-7, undefined].map(showSeconds)).toEqual(["15.3 µs", "2.10 ms", "1.50 s", "400 ns", "–"]);
});
