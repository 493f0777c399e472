using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Units;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Application.MarketData;

/// <summary>Why a MarketDataRequest is refused: MDReqRejReason, and in words; null: it is not.</summary>
internal readonly record struct FixMarketRefusal(char Reason, string? Text);

/// <summary>A MarketDataRequest that was understood.</summary>
/// <param name="Id">MDReqID.</param>
/// <param name="Type">SubscriptionRequestType: 0 snapshot, 1 and updates, 2 no more.</param>
/// <param name="Depth">Levels of each side; 0 is all.</param>
/// <param name="IsFullRefresh">Updates are whole snapshots.</param>
/// <param name="Bids">Bids are wanted.</param>
/// <param name="Offers">Offers are wanted.</param>
/// <param name="Trades">Trades are wanted.</param>
/// <param name="Instruments">Of which instruments.</param>
internal sealed record FixMarketRequest(byte[] Id, char Type, int Depth, bool IsFullRefresh, bool Bids, bool Offers, bool Trades, IReadOnlyList<InstrumentId> Instruments)
{
    /// <summary>Deepest book that is kept by comparing it; deeper ones are whole.</summary>
    public const int MaxDepth = 100;

    public static FixMarketRefusal TryRead(FixMessage message, InstrumentDirectory directory, byte[] id, int maxSymbols, out FixMarketRequest? request)
    {
        request = null;
        message.TryChar(Tag.SubscriptionRequestType, out var type);
        message.TryInt(Tag.MarketDepth, out var depth);
        if (depth is < 0 or > MaxDepth)
            return new FixMarketRefusal('5', $"MarketDepth is 0, which is all, or 1 to {MaxDepth}.");
        if (message.TryBool(Tag.AggregatedBook, out var isAggregated) && !isAggregated)
            return new FixMarketRefusal('7', "Books are by price: AggregatedBook is Y.");
        var (bids, offers, trades) = (false, false, false);
        foreach (var entry in message.Group(Tag.NoMdEntryTypes, Tag.MdEntryType))
        {
            entry.TryChar(Tag.MdEntryType, out var wanted);
            bids |= wanted == '0';
            offers |= wanted == '1';
            trades |= wanted == '2';
            if (wanted > '2')
                return new FixMarketRefusal('8', "MDEntryType is 0, 1 or 2.");
        }

        var symbols = message.Group(Tag.NoRelatedSym, Tag.Symbol);
        if (symbols.Count > maxSymbols)
            return new FixMarketRefusal('2', $"A request may name {maxSymbols} symbols.");
        var instruments = new List<InstrumentId>(symbols.Count);
        foreach (var entry in symbols)
        {
            if (!entry.TryGet(Tag.Symbol, out var text) || !Text36.TryCreate(text, out var symbol) || directory.Find(symbol) is not { } found)
                return new FixMarketRefusal('0', "There is no such instrument.");
            if (!instruments.Contains(found.Instrument.Id))
                instruments.Add(found.Instrument.Id);
        }

        var isFull = message.TryInt(Tag.MdUpdateType, out var updates) ? updates == 0 : type != '1';
        if (isFull && type == '1' && depth == 0)
            return new FixMarketRefusal('6', $"MDUpdateType 0 goes with a MarketDepth of 1 to {MaxDepth}.");
        request = new FixMarketRequest(id, type, depth, isFull, bids, offers, trades, instruments);
        return default;
    }
}
