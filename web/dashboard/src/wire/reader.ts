/** Reads the fields of one frame. Throws {@link FrameError} where the bytes are not what they say. */
export class FieldReader {
  private at: number;

  constructor(
    private readonly bytes: Uint8Array,
    begin: number,
    private readonly end: number,
  ) {
    this.at = begin;
  }

  byte(): number {
    const value = this.at < this.end ? this.bytes[this.at] : undefined;
    if (value === undefined) throw new FrameError("a frame ends early");
    this.at++;
    return value;
  }

  /** A varint of any length. */
  big(): bigint {
    // Four groups of seven bits fit a small integer; few numbers need more than two of those.
    let result = 0n;
    let shift = 0n;
    for (;;) {
      let part = 0;
      let bits = 0;
      let value: number;
      do {
        value = this.byte();
        part |= (value & 0x7f) << bits;
        bits += 7;
      } while (value >= 0x80 && bits < 28);
      result |= BigInt(part) << shift;
      if (value < 0x80) return result;
      shift += BigInt(bits);
      if (shift > 140n) throw new FrameError("a number is too long");
    }
  }

  /** One of either sign. */
  signed(): bigint {
    const value = this.big();
    return (value & 1n) === 0n ? value >> 1n : -((value + 1n) >> 1n);
  }

  /** One that a JavaScript number holds exactly: counts, sequences, ids of instruments. */
  small(): number {
    const value = this.big();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new FrameError("a number is too large");
    return Number(value);
  }

  /** How many follow; every one has a byte at least. */
  count(): number {
    const value = this.small();
    if (value > this.end - this.at) throw new FrameError("a list is longer than its frame");
    return value;
  }

  text(): string {
    const length = this.byte();
    if (this.at + length > this.end) throw new FrameError("a text is longer than its frame");
    let text = "";
    for (let i = 0; i < length; i++) text += String.fromCharCode(this.bytes[this.at + i] ?? 0);
    this.at += length;
    return text;
  }
}

export class FrameError extends Error {}
