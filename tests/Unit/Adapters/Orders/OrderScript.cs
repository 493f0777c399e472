using System.Text;
using Rialto.Adapters.Orders;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Adapters.Orders;

/// <summary>An error of a venue's sheet, and what it must mean.</summary>
internal sealed record ErrorCase(int Status, string Body, FailureClass Class, VenueReason Reason, OrderRequestKind Kind = OrderRequestKind.Place);

/// <summary>An answer as the venue writes it, and what it must tell.</summary>
internal sealed record AnswerCase(OrderRequestKind Kind, string Body, params OrderReportKind[] Tells);

/// <summary>A frame of the private stream as the venue writes it, and what it must tell.</summary>
internal sealed record FrameCase(string Frame, params OrderReportKind[] Tells);

/// <summary>What the compliance suite needs to know of one venue. Bodies are shapes of its documentation with values of ours.</summary>
internal abstract class OrderScript
{
    public const string Desk = "desk";

    protected OrderScript(string name, string symbol, int priceScale = 8, int quantityScale = 8, ListingKind kind = ListingKind.Spot)
    {
        Assert.True(OrderVenues.TryFind(name, out var venue));
        Venue = venue;
        Listings = new ListingTable(32);
        Listing = Add(symbol, priceScale, quantityScale, kind);
        Context = new OrderContext(venue.Venue, Listings, Desk, venue.Capabilities.ClientIds) { Account = Account, Memory = venue.Protocol.NewMemory() };
    }

    public OrderVenue Venue { get; }

    public ListingTable Listings { get; }

    public Listing Listing { get; }

    public OrderContext Context { get; }

    /// <summary>Public name of the credentials' key, where the venue's words need it.</summary>
    protected virtual string Account => "";

    public virtual VenueCredentials Credentials => new("testkey", "testsecret", "testphrase");

    public virtual IReadOnlyList<ErrorCase> Errors => [];

    public virtual IReadOnlyList<AnswerCase> Answers => [];

    public virtual IReadOnlyList<FrameCase> Frames => [];

    /// <summary>Files of class D whose whole text is a frame; each must be readable.</summary>
    public virtual IReadOnlyList<string> FixtureFrames => [];

    /// <summary>Files of class D whose whole text is an answer; each must be readable.</summary>
    public virtual IReadOnlyList<(string File, OrderRequestKind Kind)> FixtureAnswers => [];

    /// <summary>What stands in a request for the price and quantity of <see cref="Request"/>, where the venue writes them otherwise.</summary>
    public virtual IReadOnlyList<string> Amounts => ["12345.67", "0.015"];

    /// <summary>A session over the venue's words: what REST answers to a request, null where the test has no answer.</summary>
    public virtual string? AnswerTo(string method, string path, string body) => null;

    /// <summary>What the stand-in sends over the private stream when it gets a frame (empty when the stream opens).</summary>
    public virtual IEnumerable<string> Replies(string frame) => [];

    /// <summary>Sent by the stand-in once the first order is accepted: a fill of it.</summary>
    public virtual string? FillFrame => null;

    /// <summary>Sent by the stand-in when a cancel was taken in, where the answer alone does not say that the order has ended.</summary>
    public virtual string? EndFrame => null;

    /// <summary>A request that the venue takes, for each kind.</summary>
    public virtual OrderRequest Request(OrderRequestKind kind) => new()
    {
        Kind = kind,
        Venue = Venue.Venue,
        Listing = kind is OrderRequestKind.QueryBalances ? default : Listing.Id,
        Order = kind is OrderRequestKind.Place or OrderRequestKind.Cancel or OrderRequestKind.Amend or OrderRequestKind.Query ? new DeskOrderId(7) : default,
        NewOrder = kind == OrderRequestKind.Amend && Venue.Capabilities.AmendMakesNewOrder ? new DeskOrderId(8) : default,
        Side = Side.Sell,
        Type = OrderType.Limit,
        Price = kind is OrderRequestKind.Place or OrderRequestKind.Amend ? AskedPrice : default,
        Quantity = kind is OrderRequestKind.Place or OrderRequestKind.Amend ? AskedQuantity : default,
        ExpireTime = kind == OrderRequestKind.ArmDeadMan ? new Timestamp(Math.Min(30_000, Venue.Capabilities.DeadManMaxMs) * 1_000_000L) : default,
        VenueOrder = kind is OrderRequestKind.Cancel or OrderRequestKind.Amend or OrderRequestKind.Query ? VenueOrderId.Of("12345") : default,
    };

    /// <summary>What <see cref="Request"/> asks for: 12345.67, where the listing has two decimals.</summary>
    protected virtual Price AskedPrice => new(1_234_567 * Scale(Listing.PriceScale, 2));

    /// <summary>What <see cref="Request"/> asks for: 0.015, where the listing has three decimals.</summary>
    protected virtual Quantity AskedQuantity => new(15 * Scale(Listing.QuantityScale, 3));

    public UserStreamTurn Turn() => new(Context, new OrderReports(Venue.Venue));

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string OwnId(OrderScript script, long order = 7) => script.Context.IdOf(new DeskOrderId(order)).ToString();

    protected Listing Add(string symbol, int priceScale, int quantityScale, ListingKind kind = ListingKind.Spot)
    {
        var listing = new Listing(Listings.NextId, Venue.Venue, symbol, symbol, kind, priceScale, quantityScale, new Price(0), new Quantity(0), "USD", ListingStatus.Open);
        Listings.Add(listing);
        return listing;
    }

    private static long Scale(int scale, int written) => DecimalText.PowerOfTen(scale - written);
}
