using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Wire.Files.Lobster;

/// <summary>Why a row is not a LOBSTER row.</summary>
public enum LobsterError : byte
{
    /// <summary>It is one.</summary>
    None = 0,

    /// <summary>Too few or too many columns.</summary>
    Columns = 1,

    /// <summary>The time is not decimal seconds from 0 to 172,800, exact to the nanosecond.</summary>
    Time = 2,

    /// <summary>The type is not 1 to 7.</summary>
    Event = 3,

    /// <summary>The order id is not a whole number of 0 or more.</summary>
    OrderId = 4,

    /// <summary>The size is not a whole number of 0 or more.</summary>
    Size = 5,

    /// <summary>The price is not a whole number.</summary>
    Price = 6,

    /// <summary>The direction is neither 1 nor -1.</summary>
    Direction = 7,
}

/// <summary>Decodes single rows; never throws, allocates nothing.</summary>
public static class LobsterText
{
    private const long LastTime = 172_800_000_000_000;

    /// <summary>
    /// Decodes <c>34200.000000001,1,1001,18,1000000,1</c>: time, type, order id, size, price x 10,000, direction.
    /// A time with more than nine decimals is rounded to the nearest nanosecond: some files were written from binary floating point (<c>34200.100000000001</c>).
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> line, out LobsterMessage message, out LobsterError error)
    {
        message = default;
        var time = NextColumn(ref line);
        var kind = NextColumn(ref line);
        var orderId = NextColumn(ref line);
        var size = NextColumn(ref line);
        var price = NextColumn(ref line);
        if (price.IsEmpty || line.IsEmpty || line.Contains((byte)','))
            return Fail(LobsterError.Columns, out error);
        if (!TryTime(time, out var timeNs))
            return Fail(LobsterError.Time, out error);
        if (kind.Length != 1 || kind[0] is < (byte)'1' or > (byte)'7')
            return Fail(LobsterError.Event, out error);
        if (!TryWhole(orderId, out var orderIdValue) || orderIdValue < 0)
            return Fail(LobsterError.OrderId, out error);
        if (!TryWhole(size, out var sizeValue) || sizeValue < 0)
            return Fail(LobsterError.Size, out error);
        if (!TryWhole(price, out var priceValue))
            return Fail(LobsterError.Price, out error);
        var buys = line.SequenceEqual("1"u8);
        if (!buys && !line.SequenceEqual("-1"u8))
            return Fail(LobsterError.Direction, out error);
        message = new LobsterMessage(timeNs, (LobsterEvent)(kind[0] - '0'), orderIdValue, sizeValue, priceValue, buys ? Side.Buy : Side.Sell);
        error = LobsterError.None;
        return true;
    }

    /// <summary>
    /// Decodes a row of an order-book file: ask price, ask size, bid price, bid size for each level from the best.
    /// Levels that do not exist (price 9999999999 or -9999999999) are left out.
    /// </summary>
    /// <param name="line">The row.</param>
    /// <param name="asks">Takes the asks; cleared first.</param>
    /// <param name="bids">Takes the bids; cleared first.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryDecodeBook(ReadOnlySpan<byte> line, List<LobsterLevel> asks, List<LobsterLevel> bids, out LobsterError error)
    {
        asks.Clear();
        bids.Clear();
        var into = asks;
        do
        {
            if (!TryWhole(NextColumn(ref line), out var price))
                return Fail(LobsterError.Price, out error);
            if (line.IsEmpty)
                return Fail(LobsterError.Columns, out error);
            if (!TryWhole(NextColumn(ref line), out var size) || size < 0)
                return Fail(LobsterError.Size, out error);
            if (Math.Abs(price) != LobsterLevel.NoPrice)
                into.Add(new LobsterLevel(price, size));
            into = ReferenceEquals(into, asks) ? bids : asks;
        }
        while (!line.IsEmpty);

        return ReferenceEquals(into, asks) ? Succeed(out error) : Fail(LobsterError.Columns, out error);
    }

    private static ReadOnlySpan<byte> NextColumn(ref ReadOnlySpan<byte> line)
    {
        var comma = line.IndexOf((byte)',');
        var column = comma < 0 ? line : line[..comma];
        line = comma < 0 ? default : line[(comma + 1)..];
        return column;
    }

    private static bool TryTime(ReadOnlySpan<byte> text, out long timeNs)
    {
        timeNs = 0;
        var point = text.IndexOf((byte)'.');
        var roundUp = 0;
        if (point >= 0 && text.Length - point - 1 > 9)
        {
            var beyond = text[(point + 10)..];
            if (beyond.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
                return false;
            roundUp = beyond[0] >= (byte)'5' ? 1 : 0;
            text = text[..(point + 10)];
        }

        if (DecimalText.TryParse(text, 9, out timeNs) != DecimalTextError.None || timeNs < 0 || timeNs > LastTime)
            return false;
        timeNs += roundUp;
        return true;
    }

    private static bool TryWhole(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        return !text.Contains((byte)'.') && DecimalText.TryParse(text, 0, out value) == DecimalTextError.None && value != long.MinValue;
    }

    private static bool Fail(LobsterError reason, out LobsterError error)
    {
        error = reason;
        return false;
    }

    private static bool Succeed(out LobsterError error)
    {
        error = LobsterError.None;
        return true;
    }
}
