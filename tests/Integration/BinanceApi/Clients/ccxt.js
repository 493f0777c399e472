'use strict';
// ccxt, as it comes from npm, trades on an exchange on this machine over REST: markets, prices, balances, orders of every kind that it and the exchange have, and what it makes of refusals.
// Two users: RIALTO_KEY buys and sells against RIALTO_KEY_2. Says "ok" and how many calls it made; anything unexpected ends it with code 1.
const ccxt = require('ccxt');
const assert = require('node:assert');

const symbol = process.env.RIALTO_SYMBOL ?? 'BTC/USDT';
const url = process.env.RIALTO_BINANCE_URL;

function client(apiKey, secret) {
  const made = new ccxt.binance({ apiKey, secret, enableRateLimit: false, options: { defaultType: 'spot', fetchMarkets: { types: ['spot'] }, fetchCurrencies: false, fetchMargins: false } });
  for (const name of ['public', 'private', 'v1']) made.urls.api[name] = url + '/api/v3';
  return made;
}

async function refused(promise, kind, message) {
  let problem = null;
  try { await promise; } catch (e) { problem = e; }
  assert(problem instanceof kind, `${kind.name} was expected, not ${problem?.constructor.name}: ${problem?.message}`);
  assert(problem.message.includes(message), `"${message}" was expected in ${problem.message}`);
}

async function main() {
  const [alice, bob] = [client(process.env.RIALTO_KEY, process.env.RIALTO_SECRET), client(process.env.RIALTO_KEY_2, process.env.RIALTO_SECRET_2)];
  await alice.loadMarkets();
  await bob.loadMarkets();
  const market = alice.market(symbol);
  assert.deepStrictEqual([market.base, market.quote, market.spot, market.active], ['BTC', 'USDT', true, true]);
  assert(market.precision.price > 0 && market.precision.amount > 0 && market.limits.amount.min > 0, 'a market without a grid');
  assert(Math.abs(await alice.fetchTime() - Date.now()) < 60_000);

  // Limit orders rest, are seen, found and listed.
  const balance = await alice.fetchBalance();
  const ask = await bob.createOrder(symbol, 'limit', 'sell', 0.3, 50_000);
  const bid = await alice.createOrder(symbol, 'limit', 'buy', 0.2, 49_000, { clientOrderId: 'alice-1' });
  assert.deepStrictEqual([bid.status, bid.clientOrderId, bid.price, bid.amount, bid.filled, bid.remaining], ['open', 'alice-1', 49_000, 0.2, 0, 0.2]);
  const book = await alice.fetchOrderBook(symbol);
  assert.deepStrictEqual([book.bids[0], book.asks[0]], [[49_000, 0.2], [50_000, 0.3]]);
  assert(book.nonce > 0);
  assert.strictEqual((await alice.fetchOrder(bid.id, symbol)).status, 'open');
  assert.deepStrictEqual((await alice.fetchOpenOrders(symbol)).map(order => order.id), [bid.id]);
  const held = await alice.fetchBalance();
  assert(held.USDT.used > balance.USDT.used && held.USDT.free < balance.USDT.free, 'an order that holds nothing');

  // Trades: taker in full, fills with fees, own trades of both.
  const bought = await alice.createOrder(symbol, 'market', 'buy', 0.1);
  assert.deepStrictEqual([bought.status, bought.filled, bought.average, bought.cost, bought.trades.length], ['closed', 0.1, 50_000, 5_000, 1]);
  assert.strictEqual(bought.trades[0].fee.currency, 'USDT');
  const limit = await alice.createOrder(symbol, 'limit', 'buy', 0.1, 50_000, { timeInForce: 'IOC' });
  assert.deepStrictEqual([limit.status, limit.filled], ['closed', 0.1]);
  const mine = await alice.fetchMyTrades(symbol);
  assert.deepStrictEqual(mine.map(trade => [trade.side, trade.takerOrMaker, trade.price, trade.amount]), [['buy', 'taker', 50_000, 0.1], ['buy', 'taker', 50_000, 0.1]]);
  assert((await bob.fetchMyTrades(symbol)).every(trade => trade.side === 'sell' && trade.takerOrMaker === 'maker' && trade.order === ask.id));
  assert.strictEqual((await bob.fetchOrder(ask.id, symbol)).filled, 0.2);
  const budget = await alice.createMarketBuyOrderWithCost(symbol, 1_000);
  assert.deepStrictEqual([budget.status, budget.cost], ['closed', 1_000]);
  assert((await alice.fetchBalance()).BTC.total > balance.BTC.total);

  // What happened is public.
  const trades = await alice.fetchTrades(symbol, undefined, 10);
  assert(trades.length >= 2 && trades.every(trade => trade.price === 50_000 && trade.side === 'buy'));
  const ticker = await alice.fetchTicker(symbol);
  assert.deepStrictEqual([ticker.last, ticker.bid, ticker.ask], [50_000, 49_000, 50_000]);
  assert(ticker.baseVolume > 0.2 && (await alice.fetchTickers([symbol]))[symbol].last === 50_000);
  assert.strictEqual((await alice.fetchBidsAsks([symbol]))[symbol].bid, 49_000);
  assert.strictEqual((await alice.fetchLastPrices([symbol]))[symbol].price, 50_000);
  const candles = await alice.fetchOHLCV(symbol, '1m');
  assert(candles.length >= 1 && candles.every(candle => candle[4] === 50_000));

  // Changes: a new price is another order in its place, cancelled ones are gone.
  const edited = await alice.editOrder(bid.id, symbol, 'limit', 'buy', 0.25, 49_100);
  assert.deepStrictEqual([edited.status, edited.price, edited.amount], ['open', 49_100, 0.25]);
  assert.strictEqual((await alice.fetchOrder(bid.id, symbol)).status, 'canceled');
  const canceled = await alice.cancelOrder(edited.id, symbol);
  assert.strictEqual(canceled.status, 'canceled');
  const stop = await alice.createOrder(symbol, 'limit', 'sell', 0.1, 39_000, { stopLossPrice: 40_000 });
  const stopMarket = await alice.createOrder(symbol, 'market', 'sell', 0.1, undefined, { stopLossPrice: 40_000 });
  const found = await alice.fetchOrder(stop.id, symbol);
  assert.deepStrictEqual([found.status, found.triggerPrice, found.price], ['open', 40_000, 39_000]);
  assert.deepStrictEqual((await alice.fetchOpenOrders(symbol)).map(order => order.id), [stop.id, stopMarket.id]);
  const postOnly = await alice.createOrder(symbol, 'limit', 'buy', 0.1, 48_000, { postOnly: true });
  assert.strictEqual((await alice.fetchOrder(postOnly.id, symbol)).postOnly, true);
  assert.strictEqual((await alice.cancelAllOrders(symbol)).length, 3);
  assert((await alice.fetchOrders(symbol)).length >= 7);
  assert((await alice.fetchClosedOrders(symbol)).some(order => order.id === bought.id));
  assert((await alice.fetchCanceledOrders(symbol)).some(order => order.id === stop.id));

  // Refusals are the exceptions that ccxt's users catch.
  await refused(alice.createOrder(symbol, 'limit', 'buy', 1_000_000_000, 50_000), ccxt.InvalidOrder, '');
  await refused(alice.createOrder(symbol, 'limit', 'buy', market.limits.amount.max, 1_000_000), ccxt.InsufficientFunds, 'insufficient balance');
  await refused(alice.createOrder(symbol, 'limit', 'buy', 0.1, 50_000, { postOnly: true }), ccxt.OrderImmediatelyFillable, 'immediately match');
  await refused(alice.cancelOrder('999999', symbol), ccxt.OrderNotFound, 'Unknown order');
  await refused(alice.fetchOrder('999999', symbol), ccxt.OrderNotFound, 'does not exist');
  await refused(alice.createOrder(symbol, 'limit', 'sell', 0.1, 60_000, { takeProfitPrice: 59_000 }), ccxt.InvalidOrder, 'not allowed');
  await refused(alice.publicGetDepth({ symbol: 'NOSUCH' }), ccxt.BadSymbol, 'Invalid symbol');
  await refused(client('rk-nobody', 'x').fetchBalance(), ccxt.AuthenticationError, 'Invalid API-key');
  await refused(client(process.env.RIALTO_KEY, 'not the secret').fetchBalance(), ccxt.AuthenticationError, 'Signature');
  const late = client(process.env.RIALTO_KEY, process.env.RIALTO_SECRET);
  late.nonce = () => Date.now() - 60_000;
  await refused(late.fetchBalance(), ccxt.InvalidNonce, 'recvWindow');

  // The same account by an Ed25519 key.
  if (process.env.RIALTO_PEM) {
    const signer = client(process.env.RIALTO_PEM_KEY, process.env.RIALTO_PEM);
    assert.strictEqual((await signer.fetchBalance()).USDT.total, (await alice.fetchBalance()).USDT.total);
    const order = await signer.createOrder(symbol, 'limit', 'buy', 0.1, 45_000);
    assert.strictEqual((await alice.cancelOrder(order.id, symbol)).status, 'canceled');
  }

  await bob.cancelAllOrders(symbol);
  console.log('ok');
}

main().catch(problem => { console.error(problem); process.exit(1); });
