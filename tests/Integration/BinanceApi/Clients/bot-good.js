'use strict';
// A bot that survives a bad venue: ccxt over REST, depth and user data over WebSockets. One order at a time: enters it, waits, cancels it. After whatever goes wrong it asks before it acts.
const ccxt = require('ccxt');
const WebSocket = require('ws');

const url = process.env.RIALTO_BINANCE_URL;
const symbol = 'BTC/USDT';
const amount = 0.001;
const client = new ccxt.binance({
  apiKey: process.env.RIALTO_KEY, secret: process.env.RIALTO_SECRET, enableRateLimit: false, timeout: 2000,
  options: { defaultType: 'spot', fetchMarkets: { types: ['spot'] }, fetchCurrencies: false, fetchMargins: false, adjustForTimeDifference: true },
});
for (const name of ['public', 'private', 'v1']) client.urls.api[name] = url + '/api/v3';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
let asksStanding = true;
let asksBook = true;
let bestBid = 0;
let cycles = 0;
const open = { depth: false, user: false };

// Waits as long as it is told to, sets the clock where it is wrong; whatever it was, the caller knows that it may have happened or not.
async function careful(call) {
  try {
    return await call();
  } catch (problem) {
    const retryAfter = Number(client.last_response_headers?.['Retry-After'] ?? client.last_response_headers?.['retry-after'] ?? 0);
    if (problem instanceof ccxt.RateLimitExceeded || problem instanceof ccxt.DDoSProtection) await sleep(retryAfter * 1000 + 300);
    else if (problem instanceof ccxt.InvalidNonce) await client.loadTimeDifference();
    else await sleep(200);
    throw problem;
  }
}

function stream(name, path, onMessage) {
  let socket;
  let heard = 0;
  const connect = async () => {
    try {
      socket = new WebSocket(url.replace(/^http/, 'ws') + await path());
    } catch {
      setTimeout(connect, 500);
      return;
    }
    const mine = socket;
    const pings = setInterval(() => {
      if (Date.now() - heard > 2500) mine.terminate();
      else if (mine.readyState === WebSocket.OPEN) mine.ping();
    }, 500);
    heard = Date.now();
    mine.on('open', () => { heard = Date.now(); asksStanding = asksBook = true; open[name] = true; });
    mine.on('pong', () => { heard = Date.now(); });
    mine.on('message', (text) => {
      heard = Date.now();
      try {
        onMessage(JSON.parse(text));
      } catch {
        mine.terminate();
      }
    });
    mine.on('error', () => {});
    mine.on('close', () => {
      clearInterval(pings);
      open[name] = false;
      asksStanding = asksBook = true;
      setTimeout(connect, 300);
    });
  };
  connect();
}

let lastUpdate;
const trades = new Set();
function onDepth(event) {
  if (lastUpdate !== undefined && event.U !== lastUpdate + 1) asksBook = true;
  lastUpdate = event.u;
}
function onUser(event) {
  // The same execution may come twice; what counts is its number.
  if (event.e === 'executionReport' && event.x === 'TRADE') trades.add(event.t);
}

async function lookUp(clientOrderId) {
  for (;;) {
    try {
      return await careful(() => client.fetchOrder(undefined, symbol, { origClientOrderId: clientOrderId }));
    } catch (problem) {
      if (problem instanceof ccxt.OrderNotFound) return null;
    }
  }
}

async function trade() {
  const clientOrderId = `good-${Date.now()}`;
  let order;
  try {
    order = await careful(() => client.createOrder(symbol, 'limit', 'buy', amount, bestBid + 1, { clientOrderId }));
  } catch (problem) {
    if (problem instanceof ccxt.RateLimitExceeded || problem instanceof ccxt.DDoSProtection || problem instanceof ccxt.InvalidNonce || problem instanceof ccxt.InvalidOrder) return;
    order = await lookUp(clientOrderId);
    if (order === null) return;
  }
  if (order.status === 'open') {
    await sleep(900);
    for (;;) {
      try {
        await careful(() => client.cancelOrder(order.id, symbol));
        return;
      } catch (problem) {
        if (problem instanceof ccxt.OrderNotFound) return;
        const now = await lookUp(clientOrderId);
        if (now === null || now.status !== 'open') return;
      }
    }
  }
}

async function main() {
  await client.loadMarkets();
  stream('depth', async () => '/ws/btcusdt@depth@100ms', onDepth);
  stream('user', async () => '/ws/' + (await client.publicPostUserDataStream()).listenKey, onUser);
  for (;;) {
    try {
      if (asksStanding) {
        asksStanding = false;
        try {
          await careful(() => client.fetchBalance());
          for (const order of await careful(() => client.fetchOpenOrders(symbol))) await careful(() => client.cancelOrder(order.id, symbol));
        } catch (problem) {
          asksStanding = true;
          throw problem;
        }
      }
      if (++cycles % 3 === 0) asksBook = true;
      if (asksBook) {
        asksBook = false;
        try {
          bestBid = (await careful(() => client.fetchOrderBook(symbol, 5))).bids[0]?.[0] ?? 0;
        } catch (problem) {
          asksBook = true;
          throw problem;
        }
      }
      if (open.depth && open.user && !asksStanding && !asksBook && bestBid > 0) await trade();
      else await sleep(50);
    } catch {
      await sleep(100);
    }
  }
}

main().catch((problem) => { console.error(problem); process.exit(1); });
