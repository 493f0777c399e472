using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance;

/// <summary>Orders and fills that are asked for. What has ended is known for as long as the views keep it (<c>Views:FinishedOrders</c>, <c>Views:MaxFillsPerOrder</c>).</summary>
internal static class BinanceOrderQueries
{
    private const int Usual = 500;
    private const int Most = 1_000;

    /// <summary>6 for one symbol, 80 for all.</summary>
    public static int OpenOrdersWeight(BinanceParameters parameters) => parameters["symbol"] is null ? 80 : 6;

    public static async ValueTask<BinanceAnswer> StatusAsync(BinanceCall call)
    {
        var wanted = BinanceOrderName.Read(call, "orderId", "origClientOrderId");
        if (call.Parameters.Refusal is { } refusal)
            return refusal;
        if (await call.Binance.AskAsync(call, wanted!.Find).ConfigureAwait(false) is not { } order)
            return BinanceError.UnknownOrder;
        return BinanceAnswer.Of(json => BinanceOrderText.WriteOrder(json, in order, wanted.Symbol, call.Microseconds));
    }

    public static async ValueTask<BinanceAnswer> OpenAsync(BinanceCall call)
    {
        var symbol = call.Parameters.OptionalSymbol(call.Binance.Symbols);
        if (call.Parameters.Refusal is { } refusal)
            return refusal;
        var owner = call.Owner;
        var orders = await call.Binance.AskAsync(call, views => Select(views.Orders.Live(owner), symbol?.Instrument.Id).Select(static order => order.Picture).ToArray()).ConfigureAwait(false);
        return Answer(call, orders);
    }

    /// <summary>All orders of a symbol: with a number those from it on, otherwise the newest, in the order of their entry.</summary>
    public static async ValueTask<BinanceAnswer> AllAsync(BinanceCall call)
    {
        var parameters = call.Parameters;
        var symbol = parameters.Symbol(call.Binance.Symbols);
        var from = parameters.Number("orderId");
        var window = TimeWindow.Read(parameters);
        var limit = parameters.Limit(Usual, Most);
        if (parameters.Refusal is { } refusal)
            return refusal;
        var (owner, id) = (call.Owner, symbol!.Instrument.Id);
        var orders = await call.Binance.AskAsync(call, views =>
        {
            var page = new Page<OrderState>(limit, from is not null || window.HasStart);
            foreach (var order in Select(views.Orders.Live(owner), id).Concat(Select(views.Orders.Finished(owner), id)))
            {
                if ((from is null || order.Picture.OrderId.Value >= from) && window.Has(order.Picture.Created))
                    page.Add(order, order.Picture.OrderId.Value);
            }

            return Array.ConvertAll(page.Take(), static order => order.Picture);
        }).ConfigureAwait(false);
        return Answer(call, orders);
    }

    /// <summary>Fills of a symbol: with a trade's number those from it on, otherwise the newest, in the order of the trades.</summary>
    public static async ValueTask<BinanceAnswer> TradesAsync(BinanceCall call)
    {
        var parameters = call.Parameters;
        var symbol = parameters.Symbol(call.Binance.Symbols);
        var (orderId, from) = (parameters.Number("orderId"), parameters.Number("fromId"));
        var window = TimeWindow.Read(parameters);
        var limit = parameters.Limit(Usual, Most);
        if (from is not null && !window.IsOpen)
            parameters.Refuse(BinanceError.BadOptionalParameters);
        if (parameters.Refusal is { } refusal)
            return refusal;
        var (owner, id) = (call.Owner, symbol!.Instrument.Id);
        var fills = await call.Binance.AskAsync(call, views =>
        {
            var orders = orderId is { } one ? One(views, new OrderId(one), owner, id) : Select(views.Orders.Live(owner), id).Concat(Select(views.Orders.Finished(owner), id));
            var page = new Page<(OrderState Order, Fill Fill)>(limit, from is not null || window.HasStart);
            var tape = views.Find(id)!.Tape;
            foreach (var order in orders)
            {
                for (var i = 0; i < order.FillCount; i++)
                {
                    var fill = Timed(order.FillAt(i), order, tape);
                    if ((from is null || fill.TradeId.Value >= from) && window.Has(fill.Time))
                        page.Add((order, fill), fill.TradeId.Value);
                }
            }

            return Array.ConvertAll(page.Take(), static one => (one.Fill, one.Order.Picture.OrderId, one.Order.Picture.Side));
        }).ConfigureAwait(false);
        var paidIn = BinanceCatalog.AssetsOf(symbol.Instrument, call.Binance.Gateways.Views.Accounts.Assets).Quote;
        return BinanceAnswer.Of(json =>
        {
            json.WriteStartArray();
            foreach (var (fill, order, side) in fills)
                BinanceOrderText.WriteFill(json, in fill, order, side, symbol, paidIn, call.Microseconds);
            json.WriteEndArray();
        });
    }

    private static BinanceAnswer Answer(BinanceCall call, OrderPicture[] orders)
    {
        var symbols = call.Binance.Symbols;
        return BinanceAnswer.Of(json =>
        {
            json.WriteStartArray();
            foreach (var order in orders)
            {
                if (symbols.Find(order.Instrument.Id) is { } symbol)
                    BinanceOrderText.WriteOrder(json, in order, symbol, call.Microseconds);
            }

            json.WriteEndArray();
        });
    }

    private static IEnumerable<OrderState> One(ExchangeViews views, OrderId id, OwnerId owner, InstrumentId instrument) =>
        views.Orders.Find(id) is { } order && order.Picture.Owner == owner && order.Picture.Instrument.Id == instrument ? [order] : [];

    private static IEnumerable<OrderState> Select(OwnerOrders? orders, InstrumentId? instrument)
    {
        for (var order = orders?.First; order is not null; order = order.OwnerNext)
        {
            if (instrument is null || order.Picture.Instrument.Id == instrument)
                yield return order;
        }
    }

    // Fills of a snapshot from before their times were kept: the tape may know, and the order's last change is not before them.
    private static Fill Timed(in Fill fill, OrderState order, TradeTape tape)
    {
        if (!fill.Time.IsNone)
            return fill;
        return fill with { Time = tape.Find(fill.TradeId)?.Time ?? order.Picture.Updated };
    }

    /// <summary>Of all that is added the so many with the lowest numbers, or with the highest; the rest is not kept, however much it is.</summary>
    private sealed class Page<T>(int limit, bool isOldestFirst)
    {
        // The one that goes next stands first.
        private readonly PriorityQueue<T, long> _kept = new();

        public void Add(T one, long number)
        {
            var rank = isOldestFirst ? -number : number;
            if (_kept.Count < limit)
                _kept.Enqueue(one, rank);
            else
                _kept.EnqueueDequeue(one, rank);
        }

        /// <summary>Those kept, the lowest number first; once.</summary>
        public T[] Take()
        {
            var page = new T[_kept.Count];
            for (var i = 0; i < page.Length; i++)
                page[isOldestFirst ? page.Length - 1 - i : i] = _kept.Dequeue();
            return page;
        }
    }

    /// <summary>startTime and endTime, at most 24 hours apart where both are sent, both included.</summary>
    private readonly record struct TimeWindow(Timestamp Start, Timestamp End)
    {
        public bool HasStart => !Start.IsNone;

        public bool IsOpen => Start.IsNone && End.IsNone;

        public static TimeWindow Read(BinanceParameters parameters)
        {
            var window = new TimeWindow(parameters.Time("startTime"), parameters.Time("endTime"));
            if (window is { Start.IsNone: false, End.IsNone: false })
            {
                var length = window.End.Nanoseconds - window.Start.Nanoseconds;
                if (length < 0)
                    parameters.Refuse(new BinanceError(-1023, "Start time is greater than end time."));
                else if (length > Timestamp.NanosecondsPerDay)
                    parameters.Refuse(new BinanceError(-1127, "More than 24 hours between startTime and endTime."));
            }

            return window;
        }

        // A request's times are of milliseconds, an event's of nanoseconds: the last millisecond is in whole.
        public bool Has(Timestamp time) => time >= Start && (End.IsNone || time.Nanoseconds < End.Nanoseconds + 1_000_000);
    }
}
