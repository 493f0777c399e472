'use strict';
// ccxt and ccxt.pro, as they come from npm, for so many seconds (RIALTO_SOAK_SECONDS): they follow a market that runs beside them (RIALTO_WATCHED), and two users trade with each other (RIALTO_SYMBOL) over REST and over
// the WebSocket API: place, edit, cancel, fill. Books are compared with REST's at the same update. In the end everything the streams told must be what REST tells: each own trade once, each order's end, and balances that
// are those of the beginning with all own trades added up to the last digit. Says what it saw as one line of JSON; whatever ccxt throws, or does not fit, is an error, and there is no error that is to be expected.
const ccxt = require('ccxt');

const url = process.env.RIALTO_BINANCE_URL;
const symbol = process.env.RIALTO_SYMBOL;
const seconds = Number(process.env.RIALTO_SOAK_SECONDS ?? '3');
const pauseMs = Number(process.env.RIALTO_SOAK_PAUSE_MS ?? '100');
const patienceMs = 30_000;

const seen = { updates: 0, watchedTrades: 0, tickers: 0, compared: 0, rounds: 0, requests: 0, orders: 0, edits: 0, cancels: 0, fills: 0, orderUpdates: 0, balanceUpdates: 0, reconciled: 0, errors: 0 };
const times = [];
let isOver = false;

function fail(what, problem) {
  if (isOver) return;
  seen.errors++;
  console.error(what, problem);
}

function client(key, secret) {
  const made = new ccxt.pro.binance({ apiKey: key, secret, enableRateLimit: false, options: { defaultType: 'spot', fetchMarkets: { types: ['spot'] }, fetchCurrencies: false, fetchMargins: false } });
  const sockets = url.replace(/^http/, 'ws');
  for (const name of ['public', 'private', 'v1']) made.urls.api[name] = url + '/api/v3';
  made.urls.api.ws.spot = sockets + '/ws';
  made.urls.api.ws['ws-api'].spot = sockets + '/ws-api/v3';
  return made;
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Watches until the end; what it throws is an error, and watching goes on. */
async function loop(what, watch) {
  while (!isOver) {
    try { await watch(); } catch (problem) { fail(what, problem); await sleep(100); }
  }
}

/** One request, timed. */
async function ask(promise) {
  const begun = process.hrtime.bigint();
  const answer = await promise;
  times.push(Number(process.hrtime.bigint() - begun) / 1e6);
  seen.requests++;
  return answer;
}

// Decimals as integers of 10^-18, since balances must agree to the last digit.
function exact(text) {
  const [, sign, whole, , fraction] = /^(-?)([0-9]+)(\.([0-9]*))?$/.exec(text);
  return BigInt(sign + whole + (fraction ?? '').padEnd(18, '0'));
}

/** A user: a REST client with its streams, and what they have told. */
class User {
  constructor(name, key, secret) {
    this.name = name;
    this.client = client(key, secret);
    this.trades = new Map();
    this.orders = new Map();
    this.balance = null;
  }

  async begin() {
    await this.client.loadHttpProxyAgent();
    await this.client.loadMarkets();
    this.lastTradeBefore = (await this.client.fetchMyTrades(symbol)).at(-1)?.id ?? '0';
    this.before = await this.totals();
    loop(this.name + ' watchOrders', async () => {
      for (const order of await this.client.watchOrders(symbol)) {
        seen.orderUpdates++;
        this.orders.set(order.id, order.status);
      }
    });
    loop(this.name + ' watchMyTrades', async () => {
      for (const trade of await this.client.watchMyTrades(symbol)) {
        if (this.trades.has(trade.id)) fail(this.name, `trade ${trade.id} was told twice`);
        this.trades.set(trade.id, trade.amount);
        seen.fills++;
      }
    });
    loop(this.name + ' watchBalance', async () => {
      this.balance = await this.client.watchBalance();
      seen.balanceUpdates++;
    });
  }

  async totals() {
    const all = new Map();
    for (const { asset, free, locked } of (await this.client.fetchBalance()).info.balances) all.set(asset, exact(free) + exact(locked));
    return all;
  }

  async ownTrades() {
    const all = [];
    for (let from = BigInt(this.lastTradeBefore) + 1n; ;) {
      const page = await this.client.fetchMyTrades(symbol, undefined, 1000, { fromId: from.toString() });
      all.push(...page);
      if (page.length < 1000) return all;
      from = BigInt(page.at(-1).id) + 1n;
    }
  }

  /** What the streams told against what REST tells, and the balances against the trades. */
  async reconcile() {
    const trades = await this.ownTrades();
    const until = Date.now() + patienceMs;
    while (Date.now() < until && (this.trades.size < trades.length || [...this.orders.values()].some((status) => status === 'open'))) await sleep(20);
    const known = new Set(trades.map((trade) => trade.id));
    for (const id of known) if (!this.trades.has(id)) fail(this.name, `trade ${id} was not told`);
    for (const id of this.trades.keys()) if (!known.has(id)) fail(this.name, `trade ${id} was told and is not there`);
    for (const [id, status] of this.orders) if (status === 'open') fail(this.name, `order ${id} was left open by its stream`);
    for (const [id, status] of [...this.orders].slice(-50)) {
      const order = await ask(this.client.fetchOrder(id, symbol));
      if (order.status !== status) fail(this.name, `order ${id} is ${order.status}, its stream said ${status}`);
    }

    const market = this.client.market(symbol);
    const expected = new Map(this.before);
    const add = (asset, units) => expected.set(asset, (expected.get(asset) ?? 0n) + units);
    for (const { info } of trades) {
      const sign = info.isBuyer === true || info.isBuyer === 'true' ? 1n : -1n;
      add(market.baseId, sign * exact(info.qty));
      add(market.quoteId, -sign * exact(info.quoteQty));
      add(info.commissionAsset, -exact(info.commission));
    }

    const now = await this.totals();
    for (const [asset, units] of expected) {
      if (now.get(asset) !== units) fail(this.name, `${asset}: ${now.get(asset)} where its trades make ${units}`);
      else seen.reconciled++;
    }

    const rest = await this.client.fetchBalance();
    for (const code of [market.base, market.quote]) {
      while (Date.now() < until && this.balance && this.balance[code].total !== rest[code].total) await sleep(20);
      if (trades.length > 0 && this.balance?.[code].total !== rest[code].total) fail(this.name, `${code}: its stream said ${this.balance?.[code].total}, REST ${rest[code].total}`);
    }
  }
}

/** Follows the market that runs beside the trading, and compares its book. */
async function follow() {
  const watcher = client();
  await watcher.loadHttpProxyAgent();
  await watcher.loadMarkets();
  const market = Object.values(watcher.markets).find((one) => one.id === process.env.RIALTO_WATCHED);
  const watched = new Map();
  const asked = new Map();
  const text = (one) => JSON.stringify([one.bids.slice(0, 10).map(([p, q]) => [p, q]), one.asks.slice(0, 10).map(([p, q]) => [p, q])]);
  const keep = (books, book) => {
    books.set(book.nonce, text(book));
    if (books.size > 1000) books.delete(books.keys().next().value);
    // Whichever comes second is compared: a snapshot may be older or newer than what the stream has told so far.
    if (!watched.has(book.nonce) || !asked.has(book.nonce)) return;
    seen.compared++;
    if (watched.get(book.nonce) !== asked.get(book.nonce)) fail('book', `differs at ${book.nonce}`);
  };
  let isAsking = false;
  loop('watchOrderBook', async () => {
    const book = await watcher.watchOrderBook(market.symbol);
    seen.updates++;
    keep(watched, book);
    if (book.bids.length && book.asks.length && book.bids[0][0] >= book.asks[0][0]) fail('watchOrderBook', 'crossed');
    // Just after an update the market most likely stands where the stream left it; one that has moved within the stream's 100 ms has no watched book to be compared with.
    if (isAsking) return;
    isAsking = true;
    watcher.fetchOrderBook(market.symbol, 100)
      .then((snapshot) => keep(asked, snapshot), (problem) => fail('fetchOrderBook', problem))
      .finally(() => { setTimeout(() => { isAsking = false; }, 200); });
  });
  loop('watchTrades', async () => { seen.watchedTrades += (await watcher.watchTrades(market.symbol)).length; });
  loop('watchTicker', async () => { await watcher.watchTicker(market.symbol); seen.tickers++; });
}

/** One round of trading: prices wander; orders rest, are edited, filled in part and whole, and cancelled. */
async function trade(alice, bob, market, middle, round) {
  const price = (ticks) => Number(alice.client.priceToPrecision(symbol, middle + ticks * market.precision.price));
  const amount = Number(alice.client.amountToPrecision(symbol, market.limits.amount.min * 10));
  const isSocket = round % 2 === 1;
  const place = (user, type, side, quantity, at) => { seen.orders++; return ask(isSocket ? user.client.createOrderWs(symbol, type, side, quantity, at) : user.client.createOrder(symbol, type, side, quantity, at)); };
  const cancel = (user, id) => { seen.cancels++; return ask(isSocket ? user.client.cancelOrderWs(id, symbol) : user.client.cancelOrder(id, symbol)); };

  const ask1 = await place(bob, 'limit', 'sell', amount * 3, price(3));
  const bid = await place(alice, 'limit', 'buy', amount, price(-5));
  seen.edits++;
  const edited = await ask(alice.client.editOrder(bid.id, symbol, 'limit', 'buy', amount * 2, price(-2)));
  if (edited.status !== 'open') fail('edit', edited.status);
  const taken = await place(alice, 'limit', 'buy', amount, price(3));
  if (taken.status !== 'closed' || taken.filled !== amount) fail('take', `${taken.status} ${taken.filled}`);
  const sold = await place(bob, 'market', 'sell', amount);
  if (sold.status !== 'closed') fail('sell', sold.status);
  const open = await ask(alice.client.fetchOpenOrders(symbol));
  if (open.length !== 1 || open[0].id !== edited.id || open[0].filled !== amount) fail('open orders', JSON.stringify(open.map((one) => [one.id, one.filled])));
  const gone = await cancel(alice, edited.id);
  if (gone.id !== edited.id) fail('cancel', gone.id);
  await cancel(bob, ask1.id);
  seen.rounds++;
}

async function main() {
  const alice = new User('alice', process.env.RIALTO_KEY, process.env.RIALTO_SECRET);
  const bob = new User('bob', process.env.RIALTO_KEY_2, process.env.RIALTO_SECRET_2);
  await alice.begin();
  await bob.begin();
  await follow();
  const market = alice.client.market(symbol);
  const until = Date.now() + seconds * 1000;
  // A recorded market chooses its own moments: a short run goes on until there was a book to compare.
  const isDue = () => Date.now() < until || seen.rounds < 2 || (seen.compared === 0 && Date.now() < until + patienceMs);
  let middle = 1000;
  for (let round = 0; isDue(); round++) {
    middle += (round % 7 - 3) * market.precision.price;
    try { await trade(alice, bob, market, middle, round); } catch (problem) {
      fail('round ' + round, problem);
      for (const user of [alice, bob]) await user.client.cancelAllOrders(symbol).catch(() => {});
    }
    await sleep(pauseMs);
  }

  for (const user of [alice, bob]) {
    try { await user.reconcile(); } catch (problem) { fail(user.name + ' reconcile', problem); }
  }

  isOver = true;
  times.sort((one, other) => one - other);
  const at = (share) => Math.round(10 * (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0)) / 10;
  console.log(JSON.stringify({ ...seen, seconds, requestMs: { p50: at(0.5), p99: at(0.99), max: at(1) } }));
  process.exit(0);
}

main().catch((problem) => { console.error(problem); process.exit(1); });
