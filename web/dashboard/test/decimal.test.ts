import { describe, expect, test } from "vitest";
import { basisPoints, floorTo, formatDecimal, notional, parseDecimal, showDecimal, showShort } from "../src/decimal";

const units = (text: string, scale: number): bigint | string => {
  const parsed = parseDecimal(text, scale);
  return parsed.ok ? parsed.units : parsed.problem;
};

describe("a decimal", () => {
  test("is read as a whole number of its scale", () => {
    expect(units("150.45", 2)).toBe(15045n);
    expect(units("150.4", 2)).toBe(15040n);
    expect(units("150", 2)).toBe(15000n);
    expect(units(" 0.00000001 ", 8)).toBe(1n);
    expect(units("-0.5", 1)).toBe(-5n);
    expect(units("007", 0)).toBe(7n);
  });

  test("of more decimals than the scale is refused, unless they are zeros", () => {
    expect(units("150.455", 2)).toBe("has more than 2 decimals");
    expect(units("150.450000", 2)).toBe(15045n);
    expect(units("1.5", 0)).toBe("is a whole number here");
  });

  test("is nothing else than digits and a point", () => {
    for (const text of ["1e5", "0x10", "1,5", "1_000", ".5", "5.", "--1", "+1", "NaN", "Infinity", "1 000", "٣"]) expect(units(text, 2)).toBe("is not a plain decimal number");
    expect(units("  ", 2)).toBe("is missing");
  });

  test("beyond what a float holds keeps every digit", () => {
    expect(units("90071992547409.93", 2)).toBe(9007199254740993n);
    expect(formatDecimal(9007199254740993n, 2)).toBe("90071992547409.93");
  });

  test("is written with exactly its scale", () => {
    expect(formatDecimal(15040n, 2)).toBe("150.40");
    expect(formatDecimal(5n, 4)).toBe("0.0005");
    expect(formatDecimal(-5n, 1)).toBe("-0.5");
    expect(formatDecimal(0n, 2)).toBe("0.00");
    expect(formatDecimal(12n, 0)).toBe("12");
  });

  test("written and read again is itself", () => {
    for (let i = 0; i < 500; i++) {
      const scale = i % 13;
      const value = BigInt(Math.floor(Math.random() * 2 ** 52)) * 977n * (i % 2 === 0 ? 1n : -1n);
      expect(units(formatDecimal(value, scale), scale)).toBe(value);
    }
  });

  test("is grouped for reading", () => {
    expect(showDecimal(123456789n, 2)).toBe("1,234,567.89");
    expect(showDecimal(-99999n, 2)).toBe("-999.99");
    expect(showShort(150000000n, 8)).toBe("1.5");
    expect(showShort(200n, 2)).toBe("2");
    expect(showShort(1200n, 0)).toBe("1,200");
  });
});

describe("arithmetic", () => {
  test("of money rounds down where the money scale holds less", () => {
    expect(notional(15045n, 100n, 2, 0, 2)).toBe(1504500n);
    expect(notional(333n, 3n, 2, 4, 2)).toBe(0n);
    expect(notional(5n, 7n, 0, 0, 2)).toBe(3500n);
  });

  test("of changes is in basis points, towards zero", () => {
    expect(basisPoints(10000n, 10001n)).toBe(1n);
    expect(basisPoints(30000n, 29999n)).toBe(0n);
    expect(basisPoints(0n, 5n)).toBeNull();
  });

  test("of steps goes down, below zero too", () => {
    expect(floorTo(17n, 5n)).toBe(15n);
    expect(floorTo(15n, 5n)).toBe(15n);
    expect(floorTo(-1n, 5n)).toBe(-5n);
  });
});
