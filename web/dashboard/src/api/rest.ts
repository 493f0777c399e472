import { digestOf, type Signer } from "./sign";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = Record<string, Json>;

/** What the exchange answered instead of doing it. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly field: string,
  ) {
    super(message);
  }

  /** Whether it leaves open what became of the request: the exchange failed or stopped, or the browser had sent the same once more by itself, and this is the answer to the second. */
  get isUnknown(): boolean {
    return this.status >= 500 || this.isSecond;
  }

  /** The signature was used: the same request had come before. */
  get isSecond(): boolean {
    return this.code === "SignatureUsed";
  }
}

const prefix = "/api/v1";

/** Where documents go. */
const long: ReadonlySet<string> = new Set(["/kyc/submit"]);

/** Anybody may ask. */
export async function ask(path: string): Promise<JsonObject> {
  return answer(await fetch(path.startsWith("/health") ? path : prefix + path, { cache: "no-store" }));
}

export async function askText(path: string): Promise<string> {
  const response = await fetch(path, { cache: "no-store" });
  if (!response.ok) throw new Refusal(response.status, "", response.statusText, "");
  return response.text();
}

type Method = "GET" | "POST" | "PUT" | "DELETE";

/** A signed request. */
export async function request(signer: Signer, method: Method, path: string, body?: JsonObject): Promise<JsonObject> {
  try {
    return await send(signer, method, path, body);
  } catch (problem) {
    // Asking changes nothing: it is asked anew.
    if (method === "GET" && problem instanceof Refusal && problem.isSecond) return send(signer, method, path, body);
    throw problem;
  }
}

async function send(signer: Signer, method: Method, path: string, body?: JsonObject): Promise<JsonObject> {
  const target = prefix + path;
  const text = body === undefined ? "" : JSON.stringify(body);
  const proof = long.has(path) ? await digestOf(text) : null;
  const { timestamp, signature } = await signer.sign(method, target, proof?.signed ?? text);
  const headers: Record<string, string> = { "X-Rialto-Key": signer.keyId, "X-Rialto-Timestamp": timestamp, "X-Rialto-Signature": signature };
  if (proof) headers["X-Rialto-Content-Sha256"] = proof.digest;
  const options: RequestInit = { method, headers, cache: "no-store" };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    options.body = text;
  }
  return answer(await fetch(target, options));
}

/** Sets a signer's clock by the exchange's. */
export async function setClock(signer: Signer): Promise<void> {
  const asked = Date.now();
  const time = await ask("/time");
  signer.setClock(Number(time.milliseconds), asked, Date.now());
}

/** A symbol as a piece of a path. */
export function piece(symbol: string): string {
  return encodeURIComponent(symbol);
}

async function answer(response: Response): Promise<JsonObject> {
  let body: JsonObject = {};
  try {
    body = (await response.json()) as JsonObject;
  } catch {
    // A proxy's page, or nothing; the status says enough.
  }
  if (response.ok) return body;
  const text = (name: string): string => (typeof body[name] === "string" ? body[name] : "");
  throw new Refusal(response.status, text("code"), [text("title"), text("detail")].filter(Boolean).join(" ") || `HTTP ${response.status}`, text("field"));
}
