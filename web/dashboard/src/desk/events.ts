/** Server-sent events out of pieces of text as they come: what `fetch` reads, for it can send a token and the browser's own stream cannot. */
export class EventReader {
  private rest = "";

  constructor(private readonly take: (kind: string, data: string) => void) {}

  /** A piece, which may end anywhere. */
  feed(piece: string): void {
    this.rest += piece;
    for (let end = this.rest.indexOf("\n\n"); end >= 0; end = this.rest.indexOf("\n\n")) {
      const block = this.rest.slice(0, end);
      this.rest = this.rest.slice(end + 2);
      let kind = "message";
      const data: string[] = [];
      for (const line of block.split("\n")) {
        if (line.startsWith("event: ")) kind = line.slice(7);
        else if (line.startsWith("data: ")) data.push(line.slice(6));
      }
      if (data.length > 0) this.take(kind, data.join("\n"));
    }
  }
}
