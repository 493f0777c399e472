import type { Json } from "./api/rest";

/** Keeps an older answer from taking the place of something newer: answers and notices carry the sequence up to where the exchange was read. */
export class Newest {
  private known = -1;

  /** Whether an answer is not older than all that was heard; from now on older ones are. */
  takes(sequence: Json | undefined): boolean {
    const at = typeof sequence === "number" ? sequence : this.known;
    if (at < this.known) return false;
    this.known = at;
    return true;
  }

  /** Something happened at this sequence: answers from before it are too old. */
  hears(sequence: Json | undefined): void {
    if (typeof sequence === "number" && sequence > this.known) this.known = sequence;
  }

  /** Another connection may be to an exchange that begins anew. */
  forget(): void {
    this.known = -1;
  }
}
