using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Host.Feeds.Live.Views;

/// <summary>One event of a symbol's history. What its kind does not have is none.</summary>
/// <param name="ReceiveTime">By our clock.</param>
/// <param name="EventTime">By the venue's; none where it sends none.</param>
/// <param name="Venue">Its venue's name.</param>
/// <param name="VenueSymbol">As the venue writes it.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Sequence">The venue's number; zero where it has none.</param>
/// <param name="Side">Level: of the book. Trade: who came to trade.</param>
/// <param name="Price">Of a level or trade.</param>
/// <param name="Quantity">Of a level or trade.</param>
/// <param name="TradeId">The venue's number of a trade.</param>
/// <param name="State">Of a change of state.</param>
/// <param name="Reason">Of a change of state, or what was strange.</param>
/// <param name="Marks">What is wrong with it: <c>Jump, Outlier</c>; empty for nothing.</param>
/// <param name="IsRejected">Quality says that it must not be used as a price.</param>
internal sealed record HistoryEvent(
    Timestamp ReceiveTime,
    Timestamp EventTime,
    string Venue,
    string VenueSymbol,
    FeedEventKind Kind,
    long Sequence,
    Side? Side,
    decimal? Price,
    decimal? Quantity,
    long? TradeId,
    BookTrust? State,
    string Reason,
    string Marks,
    bool IsRejected);

/// <summary>The newest events of one symbol at all its venues.</summary>
/// <param name="Symbol">Which.</param>
/// <param name="Quote">What prices are in.</param>
/// <param name="Total">How many there ever were.</param>
/// <param name="Events">The newest of them, the oldest first.</param>
internal sealed record HistoryView(string Symbol, string Quote, long Total, IReadOnlyList<HistoryEvent> Events);
