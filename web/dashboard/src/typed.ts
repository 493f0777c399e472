import type { JsonObject } from "./api/rest";
import { formatDecimal, parseDecimal } from "./decimal";
import type { Instrument } from "./wire/frames";

/** The body of a request, or what is wrong with what was typed and where. */
export type Check = { body: JsonObject; problem: "" } | { body: null; problem: string; field: string };

/** Gathers the fields of a request from what was typed. Of several problems the first is told. */
export class Typed {
  private first: { field: string; problem: string } | null = null;

  constructor(
    private readonly body: JsonObject,
    private readonly one: Instrument,
  ) {}

  price(field: string, name: string, text: string): void {
    this.decimal(field, name, text, this.one.priceScale, this.one.tick, "tick");
  }

  quantity(field: string, name: string, text: string): void {
    this.decimal(field, name, text, this.one.quantityScale, this.one.lot, "lot");
  }

  money(field: string, name: string, text: string): void {
    this.decimal(field, name, text, this.one.moneyScale, 1n, "unit");
  }

  /** A whole number within bounds. */
  whole(field: string, name: string, text: string, least: number, most: number): void {
    const number = /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : NaN;
    if (number >= least && number <= most) this.body[field] = number;
    else this.refuse(field, `${name} is a whole number from ${least} to ${most}.`);
  }

  put(field: string, value: string | boolean): void {
    this.body[field] = value;
  }

  refuse(field: string, problem: string): void {
    this.first ??= { field, problem };
  }

  get check(): Check {
    return this.first ? { body: null, ...this.first } : { body: this.body, problem: "" };
  }

  private decimal(field: string, name: string, text: string, scale: number, step: bigint, stepName: string): void {
    const parsed = parseDecimal(text, scale);
    if (!parsed.ok) this.refuse(field, `${name} ${parsed.problem}.`);
    else if (parsed.units <= 0n) this.refuse(field, `${name} must be more than zero.`);
    else if (parsed.units % step !== 0n) this.refuse(field, `${name} is not a multiple of the ${stepName} ${formatDecimal(step, scale)}.`);
    else this.body[field] = formatDecimal(parsed.units, scale);
  }
}
