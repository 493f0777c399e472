import type { Json, JsonObject } from "./rest";

/** A field as text: strings and numbers as they are, everything else as nothing. */
export function text(value: Json | undefined): string {
  return typeof value === "string" ? value : typeof value === "number" ? value.toString() : "";
}

/** A field as an object; null where it is none. */
export function object(value: Json | undefined): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
}

/** The objects of a list; empty where the field is none. */
export function rows(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.map(object).filter((row) => row !== null) : [];
}
