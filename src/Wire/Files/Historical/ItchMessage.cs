using System.Buffers.Binary;
using Rialto.Model.Orders;

namespace Rialto.Wire.Files.Historical;

/// <summary>Kind of an ITCH 5.0 message: its first letter.</summary>
public enum ItchKind : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>System event: start and end of messages, system hours, market hours.</summary>
    SystemEvent = (byte)'S',

    /// <summary>Stock directory.</summary>
    StockDirectory = (byte)'R',

    /// <summary>Trading action: halted, paused, quoting only, trading.</summary>
    TradingAction = (byte)'H',

    /// <summary>Short sale price test.</summary>
    ShortSaleRestriction = (byte)'Y',

    /// <summary>Position of a market participant.</summary>
    ParticipantPosition = (byte)'L',

    /// <summary>Decline levels of the market-wide circuit breaker.</summary>
    BreakerLevels = (byte)'V',

    /// <summary>The market-wide circuit breaker was breached.</summary>
    BreakerStatus = (byte)'W',

    /// <summary>Quotation of an initial offering.</summary>
    OfferingQuotation = (byte)'K',

    /// <summary>Collars of a limit-up limit-down auction.</summary>
    AuctionCollar = (byte)'J',

    /// <summary>Operational halt of one market.</summary>
    OperationalHalt = (byte)'h',

    /// <summary>An order was entered.</summary>
    Add = (byte)'A',

    /// <summary>An order was entered by a named participant.</summary>
    AddAttributed = (byte)'F',

    /// <summary>An order was executed at its price.</summary>
    Executed = (byte)'E',

    /// <summary>An order was executed at another price.</summary>
    ExecutedWithPrice = (byte)'C',

    /// <summary>An order lost a part.</summary>
    Cancel = (byte)'X',

    /// <summary>An order left.</summary>
    Delete = (byte)'D',

    /// <summary>An order was replaced by another one, at the end of its queue.</summary>
    Replace = (byte)'U',

    /// <summary>A trade against an order that was not shown.</summary>
    Trade = (byte)'P',

    /// <summary>A cross.</summary>
    CrossTrade = (byte)'Q',

    /// <summary>A trade was broken.</summary>
    BrokenTrade = (byte)'B',

    /// <summary>Imbalance before a cross.</summary>
    Imbalance = (byte)'I',

    /// <summary>Retail interest.</summary>
    RetailInterest = (byte)'N',

    /// <summary>Price discovery of a direct listing with capital raise.</summary>
    DirectListing = (byte)'O',
}

/// <summary>
/// One message of NASDAQ TotalView-ITCH 5.0. All begin alike, big endian:
/// <code>
/// 0 kind 1   1 stock locate 2   3 tracking 2   5 time 6 (ns since midnight, New York)
/// </code>
/// Fields beyond are those that orders and trades have; those a kind does not have are zero. The bytes of all others are in the reader's message.
/// </summary>
/// <param name="Kind">Kind.</param>
/// <param name="StockLocate">The day's number of the stock; 0 for none.</param>
/// <param name="Time">Nanoseconds since midnight in New York.</param>
/// <param name="OrderId">Reference of the order; of a replace the old one.</param>
/// <param name="NewOrderId">Replace: the new reference.</param>
/// <param name="Side">Side of the resting order.</param>
/// <param name="Shares">Shares entered, executed, cancelled or traded.</param>
/// <param name="Price">Dollars x 10,000.</param>
/// <param name="MatchNumber">Number of the execution or trade.</param>
/// <param name="IsPrintable">Executed with price: counts in the volume.</param>
public readonly record struct ItchMessage(
    ItchKind Kind, ushort StockLocate, long Time, ulong OrderId, ulong NewOrderId, Side Side, long Shares, long Price, ulong MatchNumber, bool IsPrintable)
{
    private const long DayNs = 86_400_000_000_000;

    /// <summary>Length of a message of a kind; 0 for a kind that is not known.</summary>
    public static int LengthOf(ItchKind kind) => kind switch
    {
        ItchKind.SystemEvent or ItchKind.BreakerStatus => 12,
        ItchKind.StockDirectory => 39,
        ItchKind.TradingAction => 25,
        ItchKind.ShortSaleRestriction or ItchKind.RetailInterest => 20,
        ItchKind.ParticipantPosition => 26,
        ItchKind.BreakerLevels or ItchKind.AuctionCollar or ItchKind.Replace => 35,
        ItchKind.OfferingQuotation => 28,
        ItchKind.OperationalHalt => 21,
        ItchKind.Add or ItchKind.ExecutedWithPrice => 36,
        ItchKind.AddAttributed or ItchKind.CrossTrade => 40,
        ItchKind.Executed => 31,
        ItchKind.Cancel => 23,
        ItchKind.Delete or ItchKind.BrokenTrade => 19,
        ItchKind.Trade => 44,
        ItchKind.Imbalance => 50,
        ItchKind.DirectListing => 48,
        _ => 0,
    };

    /// <summary>Decodes one message of just its length; never throws, allocates nothing.</summary>
    /// <param name="bytes">The message without the length before it.</param>
    /// <param name="message">What it says.</param>
    /// <param name="reason">What is wrong with it; empty if nothing is.</param>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out ItchMessage message, out string reason)
    {
        message = default;
        reason = "";
        if (bytes.IsEmpty)
            return Fail("an empty message", out reason);
        var kind = (ItchKind)bytes[0];
        var length = LengthOf(kind);
        if (length == 0)
            return Fail("a kind of message that is not known", out reason);
        if (bytes.Length != length)
            return Fail("not the length that its kind has", out reason);
        var time = (long)BinaryPrimitives.ReadUInt16BigEndian(bytes[5..]) << 32 | BinaryPrimitives.ReadUInt32BigEndian(bytes[7..]);
        if (time >= DayNs)
            return Fail("a time beyond the day", out reason);
        message = new ItchMessage(kind, BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]), time, 0, 0, Side.Buy, 0, 0, 0, false);
        switch (kind)
        {
            case ItchKind.Add or ItchKind.AddAttributed or ItchKind.Trade:
                if (bytes[19] is not ((byte)'B' or (byte)'S'))
                    return Fail("side is neither B nor S", out reason);
                message = message with
                {
                    OrderId = Long(bytes, 11),
                    Side = bytes[19] == (byte)'B' ? Side.Buy : Side.Sell,
                    Shares = Int(bytes, 20),
                    Price = Int(bytes, 32),
                    MatchNumber = kind == ItchKind.Trade ? Long(bytes, 36) : 0,
                };
                break;
            case ItchKind.Executed:
                message = message with { OrderId = Long(bytes, 11), Shares = Int(bytes, 19), MatchNumber = Long(bytes, 23) };
                break;
            case ItchKind.ExecutedWithPrice:
                if (bytes[31] is not ((byte)'Y' or (byte)'N'))
                    return Fail("printable is neither Y nor N", out reason);
                message = message with { OrderId = Long(bytes, 11), Shares = Int(bytes, 19), MatchNumber = Long(bytes, 23), IsPrintable = bytes[31] == (byte)'Y', Price = Int(bytes, 32) };
                break;
            case ItchKind.Cancel:
                message = message with { OrderId = Long(bytes, 11), Shares = Int(bytes, 19) };
                break;
            case ItchKind.Delete:
                message = message with { OrderId = Long(bytes, 11) };
                break;
            case ItchKind.Replace:
                message = message with { OrderId = Long(bytes, 11), NewOrderId = Long(bytes, 19), Shares = Int(bytes, 27), Price = Int(bytes, 31) };
                break;
            case ItchKind.CrossTrade:
                var shares = Long(bytes, 11);
                if (shares > long.MaxValue)
                    return Fail("more shares than there can be", out reason);
                message = message with { Shares = (long)shares, Price = Int(bytes, 27), MatchNumber = Long(bytes, 31) };
                break;
            case ItchKind.BrokenTrade:
                message = message with { MatchNumber = Long(bytes, 11) };
                break;
        }

        return true;
    }

    /// <summary>The stock's name in a message that has one, without the blanks that fill it; empty for others.</summary>
    public static ReadOnlySpan<byte> StockIn(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes.Length != LengthOf((ItchKind)bytes[0]))
            return default;
        var at = (ItchKind)bytes[0] switch
        {
            ItchKind.StockDirectory or ItchKind.TradingAction or ItchKind.ShortSaleRestriction or ItchKind.OfferingQuotation or ItchKind.AuctionCollar or ItchKind.OperationalHalt
                or ItchKind.RetailInterest or ItchKind.DirectListing => 11,
            ItchKind.ParticipantPosition => 15,
            ItchKind.CrossTrade => 19,
            ItchKind.Add or ItchKind.AddAttributed or ItchKind.Trade => 24,
            ItchKind.Imbalance => 28,
            _ => 0,
        };
        return at == 0 ? default : bytes.Slice(at, 8).TrimEnd((byte)' ');
    }

    private static ulong Long(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]);

    private static long Int(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);

    private static bool Fail(string why, out string reason)
    {
        reason = why;
        return false;
    }
}
