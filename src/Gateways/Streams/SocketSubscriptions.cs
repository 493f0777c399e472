using System.Diagnostics;
using Rialto.Gateways.Analytics;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Streams.Dashboard;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;

namespace Rialto.Gateways.Streams;

/// <summary>A connection's subscriptions: what it asks for, checked, and handed to the hub on the fan-out thread.</summary>
internal sealed class SocketSubscriptions(StreamConnection connection, GatewayServices services)
{
    private const int DefaultDepth = 10;
    private const int MaxDepth = 50;
    private const int DefaultIntervalMs = 1_000;
    private const int MinIntervalMs = 100;
    private const int MaxIntervalMs = 60_000;

    private readonly Dictionary<(StreamChannel Channel, string Symbol, CandleInterval Interval), Subscription> _open = [];
    private long _heartbeatTicks;
    private long _heartbeatDue;

    /// <summary>True once each interval; any thread, one at a time.</summary>
    public bool IsHeartbeatDue(long now)
    {
        var interval = Volatile.Read(ref _heartbeatTicks);
        if (interval == 0 || now < _heartbeatDue)
            return false;
        _heartbeatDue = now + interval;
        return true;
    }

    public async ValueTask HandleAsync(SocketRequest request)
    {
        if (!TryChannel(request.Channel, out var channel))
        {
            Refuse(request, Problem.Malformed("channel", "The channels are book, book_orders, depth, trades, ticker, imbalance, candles, orders, balances, positions, halts, mark, dashboard, dashboard_own and heartbeat."));
            return;
        }

        if (channel == StreamChannel.Heartbeat)
        {
            Heartbeat(request);
            return;
        }

        var isPrivate = channel is StreamChannel.Orders or StreamChannel.Balances or StreamChannel.Positions or StreamChannel.DashboardOwn;
        if (isPrivate && connection.Key?.May(Permissions.Read) != true)
        {
            Refuse(request, connection.Key is null
                ? new Problem(RejectReason.Unauthorized, $"The channel {request.Channel} needs authentication first.")
                : new Problem(RejectReason.Forbidden, "The key may not read."));
            return;
        }

        if (!isPrivate && services.Options.Auth.RequireKeyForMarketData && connection.Key?.May(Permissions.Read) != true)
        {
            Refuse(request, new Problem(RejectReason.Unauthorized, "Market data needs authentication here."));
            return;
        }

        if (channel is StreamChannel.Balances or StreamChannel.Positions && request.Symbols.Count > 0)
        {
            Refuse(request, Problem.Malformed("symbol", $"The channel {request.Channel} is about the account, not about symbols."));
            return;
        }

        if (channel == StreamChannel.DashboardOwn && request.Symbols.Count > 0)
        {
            Refuse(request, Problem.Malformed("symbol", "The channel dashboard_own is of all instruments."));
            return;
        }

        if (request.Symbols.Count == 0)
        {
            if (isPrivate || channel is StreamChannel.Halts or StreamChannel.Mark or StreamChannel.Dashboard)
                await HandleAsync(request, channel, null).ConfigureAwait(false);
            else
                Refuse(request, Problem.Malformed("symbol", "Field 'symbol' is missing."));
            return;
        }

        if (request.Symbols.Count > services.Options.Streams.MaxSubscriptions)
        {
            Refuse(request, TooMany());
            return;
        }

        foreach (var symbol in request.Symbols)
            await HandleAsync(request, channel, symbol).ConfigureAwait(false);
    }

    /// <summary>The connection has ended.</summary>
    public async Task EndAllAsync()
    {
        Volatile.Write(ref _heartbeatTicks, 0);
        var all = _open.Values.ToArray();
        _open.Clear();
        if (all.Length == 0)
            return;
        try
        {
            await services.FanOut.AskAsync(
                _ =>
                {
                    foreach (var subscription in all)
                        services.Hub.Remove(subscription);
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The exchange has stopped, and the hub with it.
        }
    }

    private async ValueTask HandleAsync(SocketRequest request, StreamChannel channel, string? symbol)
    {
        Instrument? instrument = null;
        if (symbol is not null)
        {
            instrument = services.Directory.Find(symbol)?.Instrument;
            if (instrument is null)
            {
                Refuse(request, new Problem(RejectReason.UnknownInstrument, $"There is no instrument {symbol}."));
                return;
            }
        }

        if (!TryMeasure(request, out var question, out var interval))
            return;
        var place = (channel, symbol ?? string.Empty, interval);
        var known = _open.GetValueOrDefault(place);
        switch (request.Op)
        {
            case "subscribe":
                await SubscribeAsync(request, place, instrument, symbol, known, question).ConfigureAwait(false);
                break;
            case "unsubscribe":
                if (known is not null)
                {
                    _open.Remove(place);
                    await services.FanOut.AskAsync(_ => Do(() => services.Hub.Remove(known)), CancellationToken.None).ConfigureAwait(false);
                }

                connection.Queue(OutboxKind.Text, SocketAnswers.Subscribed(began: false, request.Id, request.Channel, symbol));
                break;
            case "resync" when known is BookSubscription book:
                await services.FanOut.AskAsync(_ => Do(() => services.Hub.Resync(book)), CancellationToken.None).ConfigureAwait(false);
                break;
            case "resync" when known is { Channel: StreamChannel.BookOrders }:
                await services.FanOut.AskAsync(_ => Do(() => services.Hub.ResyncOrders(known)), CancellationToken.None).ConfigureAwait(false);
                break;
            default:
                Refuse(request, Problem.Malformed("channel", "Only a subscribed book can be resynchronised."));
                break;
        }
    }

    /// <summary>What to measure, or the length of candles: the usual ones where nothing is said. False where the answer has been given.</summary>
    private bool TryMeasure(SocketRequest request, out DepthQuestion question, out CandleInterval interval)
    {
        var usual = DepthQuestion.Standard;
        question = new DepthQuestion(request.Levels == 0 ? usual.Levels : request.Levels, request.HalfLife == 0 ? usual.HalfLifeTicks : request.HalfLife);
        interval = CandleInterval.Minute;
        if (request.Interval.Length > 0 && !CandleIntervals.TryParse(request.Interval, out interval))
            Refuse(request, Problem.Malformed("interval", $"'interval' is {CandleIntervals.Words}."));
        else if (question.Levels is < 1 or > DepthQuestion.MaxLevels)
            Refuse(request, Problem.Malformed("levels", $"'levels' is 1 to {DepthQuestion.MaxLevels}."));
        else if (!DepthQuestion.IsHalfLife(question.HalfLifeTicks))
            Refuse(request, Problem.Malformed("half_life", DepthQuestion.HalfLifeRule));
        else
            return true;
        return false;
    }

    private async ValueTask SubscribeAsync(
        SocketRequest request, (StreamChannel Channel, string Symbol, CandleInterval Interval) place, Instrument? instrument, string? symbol, Subscription? known, DepthQuestion question)
    {
        var channel = place.Channel;
        var depth = request.Depth == 0 ? DefaultDepth : request.Depth;
        if (depth is < 1 or > MaxDepth)
        {
            Refuse(request, Problem.Malformed("depth", $"The depth is 1 to {MaxDepth}."));
            return;
        }

        if (known is null && _open.Count >= services.Options.Streams.MaxSubscriptions)
        {
            Refuse(request, TooMany());
            return;
        }

        Subscription subscription = channel switch
        {
            StreamChannel.Book => new BookSubscription(connection, instrument!),
            StreamChannel.Depth => new DepthSubscription(connection, instrument!, depth),
            StreamChannel.Ticker => new TickerSubscription(connection, instrument!),
            StreamChannel.Imbalance => new ImbalanceSubscription(connection, instrument!, question),
            StreamChannel.Candles => new CandlesSubscription(connection, instrument!, place.Interval),
            StreamChannel.Dashboard or StreamChannel.DashboardOwn => new DashboardSubscription(connection, channel, instrument),
            _ => new QueuedSubscription(connection, channel, instrument),
        };
        _open[place] = subscription;
        // The acknowledgement comes before the first data, and not before the hub knows the subscription: whatever happens after it was read is told.
        var acknowledgement = SocketAnswers.Subscribed(began: true, request.Id, request.Channel, symbol);
        await services.FanOut.AskAsync(
            _ => Do(() =>
            {
                if (known is not null)
                    services.Hub.Remove(known);
                connection.Queue(OutboxKind.Text, acknowledgement);
                services.Hub.Add(subscription);
            }),
            CancellationToken.None).ConfigureAwait(false);
    }

    private void Heartbeat(SocketRequest request)
    {
        var began = request.Op == "subscribe";
        var interval = request.IntervalMs == 0 ? DefaultIntervalMs : request.IntervalMs;
        if (began && interval is < MinIntervalMs or > MaxIntervalMs)
        {
            Refuse(request, Problem.Malformed("interval_ms", $"The interval is {MinIntervalMs} to {MaxIntervalMs} ms."));
            return;
        }

        connection.Queue(OutboxKind.Text, SocketAnswers.Subscribed(began, request.Id, request.Channel, null));
        Volatile.Write(ref _heartbeatTicks, began ? interval * Stopwatch.Frequency / 1_000 : 0);
    }

    private Problem TooMany() => new(RejectReason.RateLimited, $"A connection has at most {services.Options.Streams.MaxSubscriptions} subscriptions.");

    private void Refuse(SocketRequest request, in Problem problem) =>
        connection.Queue(OutboxKind.Text, SocketAnswers.Refusal(isOrder: false, request.Id, in problem));

    private static bool Do(Action action)
    {
        action();
        return true;
    }

    private static bool TryChannel(string name, out StreamChannel channel)
    {
        channel = name switch
        {
            "book" => StreamChannel.Book,
            "book_orders" => StreamChannel.BookOrders,
            "depth" => StreamChannel.Depth,
            "trades" => StreamChannel.Trades,
            "ticker" => StreamChannel.Ticker,
            "imbalance" => StreamChannel.Imbalance,
            "candles" => StreamChannel.Candles,
            "orders" => StreamChannel.Orders,
            "halts" => StreamChannel.Halts,
            "balances" => StreamChannel.Balances,
            "positions" => StreamChannel.Positions,
            "mark" => StreamChannel.Mark,
            "dashboard" => StreamChannel.Dashboard,
            "dashboard_own" => StreamChannel.DashboardOwn,
            "heartbeat" => StreamChannel.Heartbeat,
            _ => (StreamChannel)byte.MaxValue,
        };
        return channel != (StreamChannel)byte.MaxValue;
    }
}
