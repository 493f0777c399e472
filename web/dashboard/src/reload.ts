/** Asks again after something has changed: at once, but never twice at a time, nor sooner than so many milliseconds after the last answer. What changes meanwhile is asked for once. */
export class Reload {
  private isAsking = false;
  private isWanted = false;

  /** What is asked says itself what went wrong: it never throws. */
  constructor(
    private readonly load: () => Promise<void>,
    private readonly gapMs: number,
  ) {}

  want(): void {
    this.isWanted = true;
    if (!this.isAsking) void this.ask();
  }

  private async ask(): Promise<void> {
    this.isAsking = true;
    try {
      while (this.isWanted) {
        this.isWanted = false;
        await this.load();
        await new Promise((go) => setTimeout(go, this.gapMs));
      }
    } finally {
      this.isAsking = false;
    }
  }
}
