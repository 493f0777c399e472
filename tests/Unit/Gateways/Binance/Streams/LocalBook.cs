using System.Globalization;
using System.Text.Json;

namespace Rialto.Unit.Gateways.Binance.Streams;

/// <summary>A book kept as "How to manage a local order book correctly" of web-socket-streams.md says, in its plainest form.</summary>
internal sealed class LocalBook
{
    private readonly SortedDictionary<decimal, string> _bids = [];
    private readonly SortedDictionary<decimal, string> _asks = [];
    private bool _hasApplied;

    public long LastUpdate { get; private set; }

    /// <summary>The exchange's book now, from the views themselves.</summary>
    public static async Task<LocalBook> TakeAsync(StreamsExchange exchange)
    {
        var instrument = exchange.Instrument;
        return await exchange.Exchange.Gateways.Services.FanOut.AskAsync(
            views =>
            {
                var book = new LocalBook { LastUpdate = views.Sequence };
                var view = views.Find(instrument)!;
                for (var rank = 0; rank < view.Book.Bids.Count; rank++)
                    book._bids[view.Book.Bids[rank].Price.Units / 100m] = Text(view.Book.Bids[rank].Quantity.Units);
                for (var rank = 0; rank < view.Book.Asks.Count; rank++)
                    book._asks[view.Book.Asks[rank].Price.Units / 100m] = Text(view.Book.Asks[rank].Quantity.Units);
                return book;
            },
            CancellationToken.None);

        static string Text(long units) => (units / 1_000m).ToString("0.000", CultureInfo.InvariantCulture);
    }

    /// <summary>Applies one message; false where there is a gap before it.</summary>
    public bool Apply(JsonElement message)
    {
        var (first, last) = (message.GetProperty("U").GetInt64(), message.GetProperty("u").GetInt64());
        if (last <= LastUpdate)
            return !_hasApplied;
        if (_hasApplied ? first != LastUpdate + 1 : first > LastUpdate + 1)
            return false;
        _hasApplied = true;
        Apply(_bids, message.GetProperty("b"));
        Apply(_asks, message.GetProperty("a"));
        LastUpdate = last;
        return true;
    }

    public override string ToString() => string.Join(' ', _bids.Select(level => $"{level.Key:0.00}:{level.Value}")) + " | " + string.Join(' ', _asks.Select(level => $"{level.Key:0.00}:{level.Value}"));

    private static void Apply(SortedDictionary<decimal, string> side, JsonElement levels)
    {
        foreach (var level in levels.EnumerateArray())
        {
            var price = decimal.Parse(level[0].GetString()!, CultureInfo.InvariantCulture);
            if (decimal.Parse(level[1].GetString()!, CultureInfo.InvariantCulture) == 0)
                side.Remove(price);
            else
                side[price] = level[1].GetString()!;
        }
    }
}
