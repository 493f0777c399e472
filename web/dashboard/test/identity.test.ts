import { expect, test } from "vitest";
import { checkApplication, type ApplicationTyped } from "../src/identity";

const plain: ApplicationTyped = { name: " Alice Example ", birthDate: "1980-12-31", country: "ch", tier: "level2", documentType: "passport", document: new TextEncoder().encode("%PDF-1.4") };

test("an application goes as the exchange wants it", () => {
  expect(checkApplication(plain).body).toEqual({ name: "Alice Example", birth_date: "1980-12-31", country: "CH", tier: "level2", document_type: "passport", document: "JVBERi0xLjQ=" });
});

test("an institution has no date of birth", () => {
  expect(checkApplication({ ...plain, birthDate: "" })).toMatchObject({ field: "birth_date" });
  expect(checkApplication({ ...plain, birthDate: "", tier: "institutional" }).body).not.toHaveProperty("birth_date");
});

test("what is missing or too large is said before anything is sent", () => {
  expect(checkApplication({ ...plain, name: " " })).toMatchObject({ field: "name" });
  expect(checkApplication({ ...plain, country: "Swiss" })).toMatchObject({ field: "country" });
  expect(checkApplication({ ...plain, document: null })).toMatchObject({ field: "document" });
  expect(checkApplication({ ...plain, document: new Uint8Array((4 << 20) + 1) }).problem).toBe("A document has at most 4 MiB.");
});

test("a large document is written whole", () => {
  const bytes = new Uint8Array(100_000).map((_, at) => at % 251);
  const body = checkApplication({ ...plain, document: bytes }).body;
  expect(Uint8Array.from(atob(String(body?.document)), (one) => one.charCodeAt(0))).toEqual(bytes);
});
