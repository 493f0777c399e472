import type { JsonObject } from "./api/rest";
import type { Check } from "./typed";

/** An application to be verified, as a customer writes it. */

export const tiers = ["level1", "level2", "level3", "institutional"] as const;
export const documentTypes = ["passport", "identity_card", "driving_licence", "proof_of_address", "other"] as const;
const mostBytes = 4 << 20;

/** As typed, with the document's bytes once it was read. */
export interface ApplicationTyped {
  name: string;
  birthDate: string;
  country: string;
  tier: string;
  documentType: string;
  document: Uint8Array | null;
}

/** The body of POST /kyc/submit, or what is wrong. What a document is, the exchange looks at itself. */
export function checkApplication(typed: ApplicationTyped): Check {
  const wrong = (field: string, problem: string): Check => ({ body: null, field, problem });
  if (typed.name.trim() === "") return wrong("name", "The name is missing.");
  if (typed.birthDate === "" && typed.tier !== "institutional") return wrong("birth_date", "The date of birth is missing; only institutions have none.");
  if (!/^[A-Za-z]{2}$/.test(typed.country.trim())) return wrong("country", "The country is two letters, such as CH.");
  if (typed.document === null || typed.document.length === 0) return wrong("document", "Choose a document: PDF, PNG or JPEG.");
  if (typed.document.length > mostBytes) return wrong("document", "A document has at most 4 MiB.");
  const body: JsonObject = { name: typed.name.trim(), country: typed.country.trim().toUpperCase(), tier: typed.tier, document_type: typed.documentType, document: base64(typed.document) };
  if (typed.birthDate !== "") body.birth_date = typed.birthDate;
  return { body, problem: "" };
}

function base64(bytes: Uint8Array): string {
  const piece = 0x8000;
  let binary = "";
  for (let at = 0; at < bytes.length; at += piece) binary += String.fromCharCode(...bytes.subarray(at, at + piece));
  return btoa(binary);
}
