import type { JsonObject } from "./api/rest";

/** What names that a page made begin with, so that they are told from those that somebody typed. */
const mark = "form-";

/**
 * Names what a filled form asks for. As long as the exchange has not answered, the same form keeps its name, so that sending it again is the same request and is done once;
 * another content, and whatever comes after an answer, gets another name.
 */
export class Reference {
  private content = "";
  private name = "";

  /** @param make A name nobody else has, of at most 36 characters. */
  constructor(private readonly make: () => string = freshName) {}

  of(path: string, body: JsonObject): string {
    const content = `${path} ${JSON.stringify(body)}`;
    if (this.content !== content) [this.content, this.name] = [content, this.make()];
    return this.name;
  }

  /** The exchange has done or refused it: the same once more is something new. */
  answered(): void {
    this.content = "";
  }
}

/** Whether a page made the name. */
export function isMade(name: string): boolean {
  return name.startsWith(mark);
}

function freshName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return mark + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
