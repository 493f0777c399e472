using Rialto.Adapters.Feeds;
using Rialto.Model.Orders;

namespace Rialto.Unit.Adapters.Compliance;

/// <summary>One change of a level as the pretended venue makes it: what rests there now, and what rested before.</summary>
internal readonly record struct ScriptChange(Side Side, long Price, long Quantity, long Before);

/// <summary>
/// A venue as the compliance suite pretends it: writes the frames that the venue would send for a book. Prices are hundreds of units above zero, quantities whole; scales are the listing's.
/// One script a venue; see <see cref="ComplianceTests"/> for what is done with it.
/// </summary>
internal abstract class VenueScript
{
    public abstract IVenueProtocol Protocol { get; }

    /// <summary>Symbol and scales of the one listing.</summary>
    public abstract (string Symbol, int PriceScale, int QuantityScale) Listing { get; }

    /// <summary>A lost frame shows: by numbers, links or checksums. Where it does not, frames are not dropped or swapped by the suite.</summary>
    public virtual bool LossShows => true;

    /// <summary>A lost frame shows with the next one, always. A checksum shows it only while the book is wrong by it: the next frame may happen to say the same.</summary>
    public virtual bool LossShowsAtOnce => LossShows;

    /// <summary>Every frame is the whole book: a lost one does no harm, and one that comes late is dropped by its time.</summary>
    public virtual bool SendsWholeBooks => false;

    /// <summary>Most levels a side that the venue has.</summary>
    public virtual int Depth => 40;

    /// <summary>Most changes in one frame.</summary>
    public virtual int ChangesMax => 6;

    /// <summary>The whole book: a frame, or the body of a REST answer.</summary>
    public abstract string Snapshot(PretendedBook book);

    /// <summary>The frame of one update.</summary>
    public abstract string Update(PretendedBook book, IReadOnlyList<ScriptChange> changes);

    /// <summary>The update with something in it that the venue's check must find wrong; null where the venue has no such check.</summary>
    public virtual string? Spoiled(PretendedBook book, IReadOnlyList<ScriptChange> changes) => null;

    /// <summary>The venue refuses what was asked for; null where it has no such words.</summary>
    public virtual string? Refusal => null;

    /// <summary>The venue ends the subscription of the book; null where it has no such words.</summary>
    public virtual string? Ending => null;

    /// <summary>A trade frame: price 20000, quantity 3, the aggressor bought.</summary>
    public abstract string Trade { get; }

    /// <summary>The trade frame as it comes after the frames sent so far, where trades are counted with the books.</summary>
    public virtual string TradeAfter(PretendedBook book) => Trade;

    /// <summary>A bid and an ask at one price: wrong at every venue whose books must not cross, whatever rests there.</summary>
    protected static IReadOnlyList<ScriptChange> Crossed { get; } = [new ScriptChange(Side.Buy, 20_000, 1, 0), new ScriptChange(Side.Sell, 20_000, 1, 0)];

    public override string ToString() => Protocol.Venue.ToString();

    /// <summary>Units as decimal text with all decimals of the scale.</summary>
    protected static string Text(long units, int scale) => Rialto.Model.Units.DecimalText.Format(units, scale);

    protected string Price(long units) => Text(units, Listing.PriceScale);

    protected string Quantity(long units) => Text(units, Listing.QuantityScale);

    /// <summary><c>["price","quantity"]</c> of the changes of one side.</summary>
    protected string Pairs(IEnumerable<ScriptChange> changes, Side side) =>
        string.Join(',', changes.Where(change => change.Side == side).Select(change => $"[\"{Price(change.Price)}\",\"{Quantity(change.Quantity)}\"]"));
}

/// <summary>The pretended venue's own book, and its count of updates.</summary>
internal sealed class PretendedBook
{
    public NaiveBook Levels { get; } = new();

    /// <summary>Last number given out; each update takes three, as Binance's do.</summary>
    public long Last { get; set; } = 1_000;

    public long First => Last - 2;

    public long Previous => Last - 3;

    /// <summary>Number of frames sent on this connection.</summary>
    public long Frames { get; set; }

    public IEnumerable<ScriptChange> All =>
        Levels.Bids.Select(level => new ScriptChange(Side.Buy, level.Key, level.Value, 0)).Concat(Levels.Asks.Select(level => new ScriptChange(Side.Sell, level.Key, level.Value, 0)));
}
