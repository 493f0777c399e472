/** Signs requests as docs/reference/rest.md says: HMAC-SHA256 over time, method, path and body. The secret stays a key object that cannot be read back. */
export class Signer {
  private offsetMs = 0;
  private lastMicros = 0;

  private constructor(
    readonly keyId: string,
    private readonly key: CryptoKey,
    private readonly random: () => number,
  ) {}

  /** `random` gives numbers from 0 to below 1. */
  static async create(keyId: string, secret: string, random: () => number = Math.random): Promise<Signer> {
    const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return new Signer(keyId, key, random);
  }

  /** Browsers give the cryptography only to pages from https, or from this machine. */
  static get isPossible(): boolean {
    return (globalThis.crypto as Crypto | undefined)?.subtle !== undefined;
  }

  /** The exchange's clock as it was halfway between asking and hearing; a little less, because a timestamp from the future has to wait. */
  setClock(exchangeMs: number, askedMs: number, heardMs: number): void {
    this.offsetMs = exchangeMs - (askedMs + heardMs) / 2 - (heardMs - askedMs) / 2;
  }

  /** The exchange's clock, in milliseconds. */
  now(): number {
    return Date.now() + this.offsetMs;
  }

  async sign(method: string, path: string, body: string, nowMs = Date.now()): Promise<{ timestamp: string; signature: string }> {
    // Microseconds, each used once: two equal requests within one would be the same request. Clocks here count milliseconds, and other pages with the same key ask for the same
    // at the same news: what is below a millisecond is drawn, and never lies in the future.
    const drawn = Math.floor((nowMs + this.offsetMs) * 1_000) - Math.floor(this.random() * 1_000);
    const micros = Math.max(drawn, this.lastMicros + 1);
    this.lastMicros = micros;
    const timestamp = micros.toString();
    const text = new TextEncoder().encode(`${timestamp}\n${method}\n${path}\n${body}`);
    const signature = new Uint8Array(await crypto.subtle.sign("HMAC", this.key, text));
    return { timestamp, signature: hex(signature) };
  }
}

/** What the header X-Rialto-Content-Sha256 says of a long body, and what is signed in its place: so the exchange knows who sends it before it reads it. */
export async function digestOf(body: string): Promise<{ digest: string; signed: string }> {
  const digest = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body))));
  return { digest, signed: `sha256:${digest}` };
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
