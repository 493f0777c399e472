import { afterEach, expect, test, vi } from "vitest";
import { Refusal, request } from "../src/api/rest";
import { Signer } from "../src/api/sign";
import { failed } from "../src/outcome";

afterEach(() => vi.unstubAllGlobals());

test("a refusal is one, and what leaves open whether it was done is unknown", () => {
  expect(failed(new Refusal(422, "InsufficientFunds", "There is not enough.", ""), "Look.")).toEqual({ outcome: { kind: "refused", code: "InsufficientFunds" }, notice: "There is not enough." });
  expect(failed(new Refusal(401, "Unauthorized", "No.", ""), "Look.").outcome.kind).toBe("refused");
  expect(failed(new Refusal(503, "NotReady", "It stops.", ""), "Look.").outcome.kind).toBe("unknown");
  expect(failed(new TypeError("Failed to fetch"), "Look.")).toEqual({ outcome: { kind: "unknown", code: "" }, notice: "No answer came: it may have been done or not. Look." });
});

test("what a browser sent twice by itself is as if its answer had been lost", () => {
  const { outcome, notice } = failed(new Refusal(401, "SignatureUsed", "The signature was used before.", ""), "Look.");
  expect(outcome).toEqual({ kind: "unknown", code: "SignatureUsed" });
  expect(notice).toContain("may have been done or not. Look.");
});

test("a question that a browser sent twice is asked anew, once, and nothing else is", async () => {
  const signer = await Signer.create("rk-1", "s");
  const second = (): Response => new Response('{"code":"SignatureUsed","title":"The signature was used before."}', { status: 401 });
  const signatures: string[] = [];
  const answers = [second(), new Response('{"sequence":7}'), second(), second(), second()];
  vi.stubGlobal("fetch", (_: string, options: RequestInit) => {
    signatures.push((options.headers as Record<string, string>)["X-Rialto-Signature"] ?? "");
    return Promise.resolve(answers[signatures.length - 1]);
  });
  expect(await request(signer, "GET", "/orders")).toEqual({ sequence: 7 });
  expect(new Set(signatures).size).toBe(2);
  await expect(request(signer, "GET", "/orders")).rejects.toThrow("used before");
  await expect(request(signer, "POST", "/orders", { symbol: "AAPL" })).rejects.toThrow("used before");
  expect(signatures.length).toBe(5);
});

test("a document is signed by its digest", async () => {
  const signer = await Signer.create("rk-1", "s");
  const sent: Record<string, string>[] = [];
  vi.stubGlobal("fetch", (_: string, options: RequestInit) => {
    sent.push(options.headers as Record<string, string>);
    return Promise.resolve(new Response("{}"));
  });
  await request(signer, "POST", "/kyc/submit", { name: "Alice" });
  await request(signer, "POST", "/orders", { name: "Alice" });
  expect(sent.map((headers) => headers["X-Rialto-Content-Sha256"]?.length)).toEqual([64, undefined]);
});
