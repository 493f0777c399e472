'use strict';
// ccxt.pro, as it comes from npm, against an exchange on this machine: order book kept by ccxt's own way, trades, tickers, candles, own orders, own trades, balances.
// Says what it saw as one line of JSON; anything that ccxt throws ends it with code 1.
const ccxt = require('ccxt');
const assert = require('node:assert');

const symbol = process.env.RIALTO_SYMBOL;
const url = process.env.RIALTO_BINANCE_URL;
const seconds = Number(process.env.RIALTO_SOAK_SECONDS ?? '3');

function client(key, secret) {
  const made = new ccxt.pro.binance({ apiKey: key, secret, enableRateLimit: false, options: { defaultType: 'spot', fetchMarkets: { types: ['spot'] }, fetchCurrencies: false, fetchMargins: false } });
  const sockets = url.replace(/^http/, 'ws');
  for (const name of ['public', 'private', 'v1']) made.urls.api[name] = url + '/api/v3';
  made.urls.api.ws.spot = sockets + '/ws';
  made.urls.api.ws['ws-api'].spot = sockets + '/ws-api/v3';
  return made;
}

async function main() {
  const watcher = client(process.env.RIALTO_KEY, process.env.RIALTO_SECRET);
  const trader = client(process.env.RIALTO_KEY_2, process.env.RIALTO_SECRET_2);
  // ccxt asks for this before it opens ws:// addresses.
  await watcher.loadHttpProxyAgent();
  await watcher.loadMarkets();
  await trader.loadMarkets();
  const market = watcher.market(symbol);
  const step = (price, ticks) => Number(watcher.priceToPrecision(symbol, price + ticks * market.precision.price));
  const amount = market.limits.amount.min * 10;
  const seen = { books: 0, trades: 0, tickers: 0, candles: 0, bests: 0, orders: [], mine: [], balances: 0 };
  let open = true;
  const loops = [];
  const loop = (watch) => loops.push((async () => { while (open) await watch(); })());
  let book;
  loop(async () => { book = await watcher.watchOrderBook(symbol); seen.books++; assert(!book.bids.length || !book.asks.length || book.bids[0][0] < book.asks[0][0], 'a crossed book'); });
  loop(async () => { seen.trades += (await watcher.watchTrades(symbol)).length; });
  loop(async () => { await watcher.watchTicker(symbol); seen.tickers++; });
  loop(async () => { await watcher.watchBidsAsks([symbol]); seen.bests++; });
  loop(async () => { await watcher.watchOHLCV(symbol, '1m'); seen.candles++; });
  loop(async () => { for (const order of await watcher.watchOrders(symbol)) seen.orders.push(order.status); });
  loop(async () => { for (const trade of await watcher.watchMyTrades(symbol)) seen.mine.push(trade.id); });
  loop(async () => { await watcher.watchBalance(); seen.balances++; });
  const failed = Promise.race(loops);
  failed.catch(() => {});
  const orWhatFailed = (promise) => Promise.race([promise, failed.then(() => promise)]);

  // A market of two: prices wander, orders rest, trade, are replaced and cancelled, over REST and over the WebSocket API.
  const until = Date.now() + seconds * 1000;
  let middle = 1000;
  let count = 0;
  do {
    middle += (count % 7 - 3) * market.precision.price;
    const buy = await orWhatFailed(watcher.createOrder(symbol, 'limit', 'buy', amount, step(middle, -2)));
    const sell = await orWhatFailed(trader.createOrder(symbol, 'limit', 'sell', amount, step(middle, 3)));
    const quick = await orWhatFailed(watcher.createOrderWs(symbol, 'limit', 'buy', amount * 2, step(middle, 3)));
    assert.equal(quick.status === 'closed' || quick.status === 'open', true, 'status of an order over the WebSocket API: ' + quick.status);
    await orWhatFailed(trader.createOrder(symbol, 'market', 'sell', amount));
    await orWhatFailed(watcher.cancelAllOrders(symbol));
    await orWhatFailed(trader.cancelAllOrders(symbol).catch((problem) => { if (!(problem instanceof ccxt.OrderNotFound)) throw problem; }));
    assert.ok(buy.id && sell.id);
    count++;
  } while (Date.now() < until);

  // The last word: a resting order far away must come into the watched book, and the book must be REST's.
  const last = await watcher.createOrder(symbol, 'limit', 'buy', amount, step(middle, -50));
  const far = step(middle, -50);
  while (!(book && book.bids.some(([price]) => price === far))) await orWhatFailed(watcher.watchOrderBook(symbol));
  const snapshot = await watcher.fetchOrderBook(symbol);
  assert.deepEqual(book.bids.slice(0, 20).map(([p, q]) => [p, q]), snapshot.bids.slice(0, 20).map(([p, q]) => [p, q]));
  assert.deepEqual(book.asks.slice(0, 20).map(([p, q]) => [p, q]), snapshot.asks.slice(0, 20).map(([p, q]) => [p, q]));
  while (!seen.orders.includes('canceled') || !seen.orders.includes('closed') || seen.mine.length === 0 || seen.balances === 0 || seen.tickers === 0 || seen.candles === 0 || seen.bests === 0)
    await orWhatFailed(new Promise((resolve) => setTimeout(resolve, 20)));
  const own = await watcher.fetchMyTrades(symbol);
  const known = new Set(own.map((trade) => trade.id));
  assert.ok(seen.mine.slice(-20).every((id) => known.has(id)), 'a trade told that REST does not know');
  await watcher.cancelOrder(last.id, symbol);
  open = false;
  console.log(JSON.stringify({ rounds: count, books: seen.books, trades: seen.trades, tickers: seen.tickers, candles: seen.candles, bests: seen.bests, orders: seen.orders.length, mine: seen.mine.length, balances: seen.balances }));
  await watcher.close();
  await trader.close();
  process.exit(0);
}

main().catch((problem) => { console.error(problem); process.exit(1); });
