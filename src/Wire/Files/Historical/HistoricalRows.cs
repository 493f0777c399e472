using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Wire.Files.Historical;

/// <summary>A trade of a historical file.</summary>
/// <param name="EventTime">The venue's time.</param>
/// <param name="ReceiveTime">The recorder's time; the venue's where the file has none.</param>
/// <param name="TradeId">The venue's number; 0 where it has none that is a number.</param>
/// <param name="Aggressor">Who came to trade.</param>
/// <param name="HasAggressor">The file says so.</param>
/// <param name="Price">At the reader's price scale.</param>
/// <param name="Quantity">At the reader's quantity scale.</param>
public readonly record struct HistoricalTrade(Timestamp EventTime, Timestamp ReceiveTime, long TradeId, Side Aggressor, bool HasAggressor, long Price, long Quantity)
{
    /// <summary>The same as a feed would tell it.</summary>
    public FeedEvent ToEvent(Listing listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        return new FeedEvent
        {
            Kind = FeedEventKind.Trade,
            EventTime = EventTime,
            ReceiveTime = ReceiveTime,
            TradeId = TradeId,
            Side = Aggressor,
            Price = new Price(Price),
            Quantity = new Quantity(Quantity),
            Listing = listing.Id,
            Venue = listing.Venue,
            Flags = FeedEventFlags.FirstOfFrame | FeedEventFlags.LastOfFrame,
        };
    }
}

/// <summary>What rests at one price, of a historical file.</summary>
/// <param name="EventTime">The venue's time.</param>
/// <param name="ReceiveTime">The recorder's time; the venue's where the file has none.</param>
/// <param name="Sequence">The venue's number of the update; 0 where the file has none.</param>
/// <param name="IsSnapshot">Part of a snapshot: the first such row after others empties the book.</param>
/// <param name="Side">Bids or asks.</param>
/// <param name="Price">At the reader's price scale.</param>
/// <param name="Quantity">At the reader's quantity scale; 0 removes the level.</param>
public readonly record struct HistoricalLevel(Timestamp EventTime, Timestamp ReceiveTime, long Sequence, bool IsSnapshot, Side Side, long Price, long Quantity)
{
    /// <summary>The same as a feed would tell it; frames are the caller's to mark.</summary>
    public FeedEvent ToEvent(Listing listing)
    {
        ArgumentNullException.ThrowIfNull(listing);
        return new FeedEvent
        {
            Kind = FeedEventKind.Level,
            EventTime = EventTime,
            ReceiveTime = ReceiveTime,
            Sequence = Sequence,
            Side = Side,
            Price = new Price(Price),
            Quantity = new Quantity(Quantity),
            Listing = listing.Id,
            Venue = listing.Venue,
            Flags = IsSnapshot ? FeedEventFlags.Snapshot : FeedEventFlags.None,
        };
    }
}

/// <summary>The best prices at one time, of a historical file; a quantity of zero: that side is empty.</summary>
public readonly record struct HistoricalTouch(Timestamp EventTime, Timestamp ReceiveTime, long Sequence, long BidPrice, long BidQuantity, long AskPrice, long AskQuantity);

/// <summary>A bar of a historical file.</summary>
/// <param name="OpenTime">Begin.</param>
/// <param name="CloseTime">The last moment that belongs to it.</param>
/// <param name="Open">First price.</param>
/// <param name="High">Highest price.</param>
/// <param name="Low">Lowest price.</param>
/// <param name="Close">Last price.</param>
/// <param name="Volume">Base quantity traded.</param>
/// <param name="Trades">Number of trades.</param>
/// <param name="TakerBuyVolume">Of the volume, bought by the aggressor.</param>
public readonly record struct HistoricalBar(Timestamp OpenTime, Timestamp CloseTime, long Open, long High, long Low, long Close, long Volume, long Trades, long TakerBuyVolume);

/// <summary>How much rests within a distance of the middle, of a historical file.</summary>
/// <param name="EventTime">When.</param>
/// <param name="PercentHundredths">Distance in hundredths of a percent: -500 is 5 % below.</param>
/// <param name="Depth">Quantity, at the reader's quantity scale.</param>
public readonly record struct HistoricalDepth(Timestamp EventTime, long PercentHundredths, long Depth);
