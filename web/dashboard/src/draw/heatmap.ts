import type { Book } from "../book";
import { forDrawing } from "../decimal";
import type { Instrument, Trade } from "../wire/frames";
import { monospaced, type Palette } from "./palette";

/** What a book showed at one moment, as floats, which is exact enough for a picture. */
interface Column {
  prices: Float64Array;
  sizes: Float64Array;
  bids: number;
  bid: number;
  ask: number;
}

interface Dot {
  column: number;
  price: number;
  size: number;
  buys: boolean;
}

const columnWidth = 2;
const keptColumns = 1_200;
const levelsASide = 120;
const axisWidth = 62;
const mostDots = 1_500;

/**
 * Depth over time: time runs to the right, prices up, and the more rests at a price the stronger its colour. Lines are the best bid and ask, dots are trades. A column a book, four
 * a second at most; the picture is moved by a column and only the new one is drawn, unless prices leave the frame.
 */
export class Heatmap {
  private readonly columns: Column[] = [];
  private dots: Dot[] = [];
  private first = 0;
  private low = 0;
  private high = 0;
  private brightest = 1;
  private readonly picture = document.createElement("canvas");

  constructor(private readonly canvas: HTMLCanvasElement) {}

  clear(): void {
    this.columns.length = 0;
    this.dots = [];
    this.first = 0;
    this.low = this.high = 0;
    this.brightest = 1;
  }

  trade(trades: readonly Trade[], one: Instrument): void {
    const column = this.first + this.columns.length;
    for (const trade of trades) this.dots.push({ column, price: forDrawing(trade.price, one.priceScale), size: forDrawing(trade.quantity, one.quantityScale), buys: trade.side === "buy" });
    if (this.dots.length > mostDots) this.dots = this.dots.slice(-mostDots);
  }

  add(book: Book, one: Instrument, palette: Palette): void {
    const [bids, asks] = [book.levels("buy").slice(0, levelsASide), book.levels("sell").slice(0, levelsASide)];
    const levels = [...bids, ...asks];
    const column: Column = {
      prices: Float64Array.from(levels, (level) => forDrawing(level.price, one.priceScale)),
      sizes: Float64Array.from(levels, (level) => forDrawing(level.quantity, one.quantityScale)),
      bids: bids.length,
      bid: bids[0] ? forDrawing(bids[0].price, one.priceScale) : Number.NaN,
      ask: asks[0] ? forDrawing(asks[0].price, one.priceScale) : Number.NaN,
    };
    this.columns.push(column);
    if (this.columns.length > keptColumns) {
      this.columns.shift();
      this.first++;
    }
    const moved = this.frame(column, forDrawing(one.tick, one.priceScale));
    const resized = this.fit();
    if (moved || resized) this.drawAll(palette);
    else this.drawNewest(palette);
    this.show(palette, one);
  }

  redraw(palette: Palette, one: Instrument | undefined): void {
    this.fit();
    this.drawAll(palette);
    if (one) this.show(palette, one);
  }

  private get plotWidth(): number {
    return Math.max(1, this.canvas.clientWidth - axisWidth);
  }

  /** Chooses the prices shown; true where they are others than before. */
  private frame(column: Column, tick: number): boolean {
    const middle = Number.isNaN(column.bid) ? column.ask : Number.isNaN(column.ask) ? column.bid : (column.bid + column.ask) / 2;
    if (Number.isNaN(middle)) return false;
    const range = this.high - this.low;
    const near = (at: number | undefined): number => (at === undefined ? 0 : Math.abs(at - middle));
    // As far as the twelfth level of either side, so that what is far away does not flatten what is near.
    const reach = Math.max(near(column.prices[Math.min(column.bids, 12) - 1]), near(column.prices[column.bids + Math.min(column.prices.length - column.bids, 12) - 1]), 6 * tick) * 1.6;
    const isInside = range > 0 && middle > this.low + range * 0.2 && middle < this.high - range * 0.2;
    if (isInside && reach < range && reach * 8 > range) return false;
    this.low = middle - reach;
    this.high = middle + reach;
    const sizes = [...column.sizes].sort((one, other) => one - other);
    this.brightest = Math.max(sizes[Math.floor(sizes.length * 0.95)] ?? 1, Number.MIN_VALUE);
    return true;
  }

  private fit(): boolean {
    const ratio = devicePixelRatio;
    const [width, height] = [Math.round(this.canvas.clientWidth * ratio), Math.round(this.canvas.clientHeight * ratio)];
    if (this.canvas.width === width && this.canvas.height === height) return false;
    this.canvas.width = width;
    this.canvas.height = height;
    this.picture.width = Math.max(1, Math.round(this.plotWidth));
    this.picture.height = Math.max(1, Math.round(this.canvas.clientHeight));
    return true;
  }

  private drawNewest(palette: Palette): void {
    const to = this.picture.getContext("2d");
    const newest = this.columns.at(-1);
    if (!to || !newest) return;
    const { width, height } = this.picture;
    to.globalAlpha = 1;
    to.globalCompositeOperation = "copy";
    to.drawImage(this.picture, -columnWidth, 0);
    to.globalCompositeOperation = "source-over";
    to.clearRect(width - columnWidth, 0, columnWidth, height);
    this.drawColumn(to, newest, width - columnWidth, palette);
  }

  private drawAll(palette: Palette): void {
    const to = this.picture.getContext("2d");
    if (!to) return;
    to.globalAlpha = 1;
    to.clearRect(0, 0, this.picture.width, this.picture.height);
    this.columns.forEach((column, i) => {
      const x = this.picture.width - (this.columns.length - i) * columnWidth;
      if (x > -columnWidth) this.drawColumn(to, column, x, palette);
    });
  }

  private drawColumn(to: CanvasRenderingContext2D, column: Column, x: number, palette: Palette): void {
    const height = this.picture.height;
    const perPrice = height / (this.high - this.low);
    const thickness = Math.max(2, Math.min(12, height / 60));
    column.prices.forEach((at, i) => {
      const y = (this.high - at) * perPrice;
      if (y < -thickness || y > height + thickness) return;
      to.fillStyle = i < column.bids ? palette.bid : palette.ask;
      to.globalAlpha = Math.min(0.9, 0.08 + 0.8 * Math.sqrt((column.sizes[i] ?? 0) / this.brightest));
      to.fillRect(x, y - thickness / 2, columnWidth, thickness);
    });
    to.globalAlpha = 1;
    to.fillStyle = palette.ink;
    for (const at of [column.bid, column.ask]) {
      if (!Number.isNaN(at)) to.fillRect(x, (this.high - at) * perPrice - 0.5, columnWidth, 1);
    }
  }

  private show(palette: Palette, one: Instrument): void {
    const to = this.canvas.getContext("2d");
    if (!to) return;
    const ratio = devicePixelRatio;
    to.setTransform(ratio, 0, 0, ratio, 0, 0);
    const [width, height] = [this.plotWidth, this.canvas.clientHeight];
    to.clearRect(0, 0, this.canvas.clientWidth, height);
    this.grid(to, palette, one, width, height);
    to.drawImage(this.picture, 0, 0, width, height);
    const last = this.first + this.columns.length;
    const perPrice = height / (this.high - this.low);
    const mean = this.dots.reduce((sum, dot) => sum + dot.size, 0) / Math.max(1, this.dots.length);
    for (const dot of this.dots) {
      const x = width - (last - dot.column) * columnWidth;
      if (x < 0) continue;
      to.beginPath();
      to.arc(x, (this.high - dot.price) * perPrice, Math.min(7, 1.6 + Math.sqrt(dot.size / mean)), 0, 2 * Math.PI);
      to.fillStyle = dot.buys ? palette.bid : palette.ask;
      to.fill();
      to.lineWidth = 1;
      to.strokeStyle = palette.ground;
      to.stroke();
    }
  }

  private grid(to: CanvasRenderingContext2D, palette: Palette, one: Instrument, width: number, height: number): void {
    if (this.high <= this.low) return;
    to.font = monospaced(11);
    to.textBaseline = "middle";
    to.strokeStyle = palette.line;
    to.fillStyle = palette.dim;
    to.lineWidth = 1;
    const step = niceStep((this.high - this.low) / Math.max(2, height / 48));
    for (let at = Math.ceil(this.low / step) * step; at < this.high; at += step) {
      const y = Math.round(((this.high - at) / (this.high - this.low)) * height) + 0.5;
      to.beginPath();
      to.moveTo(0, y);
      to.lineTo(width, y);
      to.stroke();
      to.fillText(at.toFixed(one.priceScale), width + 6, y);
    }
  }
}

function niceStep(about: number): number {
  const power = 10 ** Math.floor(Math.log10(about));
  return (about / power > 5 ? 10 : about / power > 2 ? 5 : about / power > 1 ? 2 : 1) * power;
}
