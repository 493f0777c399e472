import { Refusal, type JsonObject } from "./api/rest";

/** How a request ended. Where it is unknown no answer came, or none that says whether it was done. */
export type Outcome = { kind: "done"; answer: JsonObject } | { kind: "refused" | "unknown"; code: string };

/** What a request that did not go well means, and what to say of it; the advice is for where nobody knows whether it was done. */
export function failed(problem: unknown, advice: string): { outcome: Outcome; notice: string } {
  if (!(problem instanceof Refusal)) return { outcome: { kind: "unknown", code: "" }, notice: `No answer came: it may have been done or not. ${advice}` };
  if (problem.isSecond) return { outcome: { kind: "unknown", code: problem.code }, notice: `The browser sent it twice, and the first answer was lost: it may have been done or not. ${advice}` };
  return { outcome: { kind: problem.isUnknown ? "unknown" : "refused", code: problem.code }, notice: problem.message };
}
