import type { Json } from "./rest";

/** A field as text: strings and numbers as they are, everything else as nothing. */
export function text(value: Json | undefined): string {
  return typeof value === "string" ? value : typeof value === "number" ? value.toString() : "";
}
