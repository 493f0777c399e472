using System.Buffers.Binary;

namespace Rialto.Venue.Snapshots;

/// <summary>What a section of a saved state is about. Numbers are stable.</summary>
internal enum StateSection : ushort
{
    /// <summary>Nothing follows.</summary>
    End = 0,
    Limits = 1,
    Counters = 2,
    Sessions = 3,

    /// <summary>One instrument without its orders.</summary>
    Instrument = 4,

    /// <summary>Up to <see cref="StateFormat.OrdersPerSection"/> orders of one list of the instrument before.</summary>
    Orders = 5,

    /// <summary>Up to <see cref="StateFormat.OrdersPerSection"/> remembered orders, oldest first.</summary>
    Remembered = 6,

    /// <summary>A part of what is known of assets, accounts and money, see <see cref="AccountsPart"/>; none where there are none.</summary>
    Accounts = 7,

    /// <summary>The market breaker and the kill switches, where there are any.</summary>
    Guards = 8,

    /// <summary>The guards of one instrument that has any.</summary>
    InstrumentGuards = 9,

    /// <summary>A part of what is known of fee tiers, see <see cref="FeesPart"/>; none while fees are off.</summary>
    Fees = 10,

    /// <summary>The baskets that are being put together and the names of the last that were executed, where there are any.</summary>
    Baskets = 21,

    /// <summary>Schedules of baskets that are being put together, and the baskets that are worked over time, where there are any.</summary>
    BasketOrders = 22,

    /// <summary>The tape of one instrument that has one.</summary>
    Tapes = 30,

    /// <summary>The algo orders that are live, where there ever was one.</summary>
    Algos = 31,

    /// <summary>A part of what is known of customers, see <see cref="CustomersPart"/>; none where nothing is.</summary>
    Customers = 20,

    /// <summary>A part of what is known of contracts and positions, see <see cref="MarginPart"/>; none where there are none.</summary>
    Margin = 40,
}

/// <summary>Which of an instrument's lists an order stands in; they are saved in this order.</summary>
internal enum OrderList : byte
{
    Bids = 0,
    Asks = 1,
    BuyStops = 2,
    SellStops = 3,
}

/// <summary>
/// The exchange's state as bytes, whatever its tables look like in memory; docs/reference/journal.md has every field.
/// <code>
/// head     magic "RIALTOX\n" 8   version 4   version of the state hash 4   state hash 8   zero 8
/// section  kind 2   version 2   zero 4   length 8   content …            limits, counters, sessions, (instrument, orders …)…, remembered …, accounts …, guards, instrument guards …, fees …, customers …, baskets, baskets over time, tapes …, algo orders, end
/// </code>
/// </summary>
internal static class StateFormat
{
    public const int Version = 1;
    public const int HeadBytes = 32;
    public const int SectionHeadBytes = 16;
    public const int SectionVersion = 1;

    /// <summary>Keeps sections small enough to be gathered in memory, however many orders are live.</summary>
    public const int OrdersPerSection = 16_384;

    /// <summary>How many movements are remembered where the limits say nothing of it.</summary>
    public const int RememberedMovements = 1 << 20;

    /// <summary>A section may not claim more. The largest is of baskets over time: 1,024 of 64 legs, each with a curve, are 20 MB.</summary>
    public const int SectionBytesMax = 1 << 25;

    public static ReadOnlySpan<byte> Magic => "RIALTOX\n"u8;

    public static void WriteHead(Span<byte> target, ulong stateHash)
    {
        target.Clear();
        Magic.CopyTo(target);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], StateHashing.Version);
        BinaryPrimitives.WriteUInt64LittleEndian(target[16..], stateHash);
    }

    public static void WriteSectionHead(Span<byte> target, StateSection section, long length)
    {
        target.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)section);
        BinaryPrimitives.WriteUInt16LittleEndian(target[2..], SectionVersion);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], length);
    }
}

/// <summary>Marks on a saved order.</summary>
[Flags]
internal enum SavedMarks : byte
{
    None = 0,

    /// <summary>A client order id follows.</summary>
    Named = 1,

    /// <summary>Display quantity, trigger, end and the values first asked for follow.</summary>
    Extras = 2,
}
