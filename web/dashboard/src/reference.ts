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

  /** Something was sent and not answered. */
  get isOpen(): boolean {
    return this.content !== "";
  }
}

/**
 * A reference for each of many places that act by themselves, as the rows of a ladder do: what was sent from a place and not answered keeps its name when it is sent from there again; places
 * whose acts were answered are forgotten.
 */
export class References {
  private readonly byPlace = new Map<string, Reference>();

  constructor(private readonly make?: () => string) {}

  /** To be used at once. */
  at(place: string): Reference {
    for (const [other, known] of this.byPlace) if (!known.isOpen) this.byPlace.delete(other);
    const reference = this.byPlace.get(place) ?? new Reference(this.make);
    this.byPlace.set(place, reference);
    return reference;
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
